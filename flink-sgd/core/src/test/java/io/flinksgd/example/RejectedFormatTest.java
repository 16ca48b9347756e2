// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class RejectedFormatTest {
  /** BAD_TIME, why, t-1@2 and a brace. */
  private static final String VERSION_1 =
      "000000084241445f54494d45"
          + "00000003776879"
          + "0000000174000000010000000000000002"
          + "000000017b";

  private static byte[] written(Rejected rejected) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new RejectedFormat().write(rejected, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static Rejected read(int version, byte[] bytes) throws IOException {
    return new RejectedFormat().read(version, new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  @Test
  void theFirstVersionHasNoKeyAndNoSize() throws IOException {
    byte[] raw = "{".getBytes(StandardCharsets.UTF_8);
    byte[] key = "k".getBytes(StandardCharsets.UTF_8);
    Rejected rejected =
        Rejected.of(Rejected.Reason.BAD_TIME, "why", new Origin("t", 1, 2), raw, key);
    byte[] now = written(rejected);
    assertThat(read(2, now)).usingRecursiveComparison().isEqualTo(rejected);
    byte[] first = HexFormat.of().parseHex(VERSION_1);
    Rejected old = read(1, first);
    assertThat(old.raw()).isEqualTo(raw);
    assertThat(old.origin()).isEqualTo(rejected.origin());
    assertThat(old.rawBytes()).isNegative();
    assertThat(old.key()).isEmpty();
  }
}
