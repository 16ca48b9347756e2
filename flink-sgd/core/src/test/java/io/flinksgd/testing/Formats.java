// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.wire.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;

/** What the tests of every format of state ask of it. */
public final class Formats {
  private Formats() {}

  /** The bytes of {@code value}. */
  public static <T> byte[] write(WireFormat<T> format, T value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    format.write(value, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /** Reads {@code bytes} to their end. */
  public static <T> T read(WireFormat<T> format, byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    T read = format.read(format.version(), in);
    assertThat(in.available()).isZero();
    return read;
  }

  /** Writes, reads, and checks that what was read is written alike. */
  public static <T> T roundTrip(WireFormat<T> format, T value) throws IOException {
    byte[] bytes = write(format, value);
    T read = read(format, bytes);
    assertThat(write(format, read)).isEqualTo(bytes);
    return read;
  }

  /** Checks that bytes with another first {@code bytes} are refused, each with a message. */
  public static <T> void refusesOtherBeginnings(WireFormat<T> format, T value, int bytes)
      throws IOException {
    for (int at = 0; at < bytes; at++) {
      byte[] wrong = write(format, value);
      wrong[at] ^= 0x20;
      assertThatThrownBy(() -> read(format, wrong))
          .isInstanceOf(InvalidObjectException.class)
          .hasMessageContaining("must begin with magic");
    }
  }
}
