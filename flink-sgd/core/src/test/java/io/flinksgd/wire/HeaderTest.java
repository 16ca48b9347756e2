// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class HeaderTest {

  @Test
  void usageExample() throws IOException {
    byte[] bytes = written(FormatId.PAGE, 2);
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("4653475002"); // FSGP, 2
    assertThat(bytes).hasSize(Header.BYTES);
    assertThat(read(FormatId.PAGE, 3, bytes)).isEqualTo(2);
  }

  @Test
  void anotherFormatAndANewerVersionAreRefused() throws IOException {
    byte[] bytes = written(FormatId.OPEN_ROUND, 2);
    assertThatThrownBy(() -> read(FormatId.PAGE, 2, bytes))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessage(
            "page must begin with magic FSGP and version 1 to 2: magic=4653474f, version=2");
    assertThatThrownBy(() -> read(FormatId.OPEN_ROUND, 1, bytes))
        .hasMessage(
            "open round must begin with magic FSGO and version 1: magic=4653474f, version=2");
  }

  /** Whoever adds a format adds it here; whoever must change this line breaks savepoints. */
  @Test
  void lettersNeverChange() {
    assertThat(Arrays.stream(FormatId.values()).map(id -> id.letter() + " " + id))
        .containsExactly(
            "B batch",
            "D publication",
            "J rejection watch",
            "L lease",
            "M ledger",
            "O open round",
            "P page",
            "R residual",
            "S server",
            "T writer",
            "V divergence watch",
            "W report");
    assertThat(Arrays.stream(FormatId.values()).map(FormatId::letter).distinct())
        .hasSize(FormatId.values().length);
  }

  private static byte[] written(FormatId format, int version) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Header.write(format, version, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static int read(FormatId format, int newest, byte[] bytes) throws IOException {
    return Header.read(format, newest, new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
