// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;

/**
 * What everything that is persisted begins with, in {@value #BYTES} bytes:
 *
 * <pre>
 *   magic "FSG" | letter of the format | version of its layout
 *   3 bytes     | 1 byte               | 1 byte, from 1 to 127
 * </pre>
 */
public final class Header {
  /** Its length. */
  public static final int BYTES = 5;

  private static final int MAGIC = 0x46534700; // FSG, and a place for the letter

  private Header() {}

  /** Writes that {@code version} of {@code format} follows. */
  public static void write(FormatId format, int version, DataOutput out) throws IOException {
    out.writeInt(MAGIC | format.letter());
    out.writeByte(version);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param newest the newest version that can be read
   * @return the version
   * @throws InvalidObjectException if something else stands there, or a newer version
   */
  public static int read(FormatId format, int newest, DataInput in) throws IOException {
    int magic = in.readInt();
    byte version = in.readByte();
    if (magic != (MAGIC | format.letter()) || version < 1 || version > newest) {
      throw new InvalidObjectException(
          "%s must begin with magic FSG%s and version %s: magic=%08x, version=%d"
              .formatted(
                  format, format.letter(), newest == 1 ? "1" : "1 to " + newest, magic, version));
    }
    return version;
  }
}
