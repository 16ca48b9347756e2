// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * How values of a type are written as bytes, without Flink. Formats are stateless; sizes that were
 * read are checked before anything is allocated.
 */
public interface WireFormat<T> extends Serializable {
  /** The version of the layout that {@link #write} writes. */
  int version();

  /** Writes {@code value}. */
  void write(T value, DataOutput out) throws IOException;

  /**
   * Reads what {@link #write} wrote.
   *
   * @param version of the layout, for a format whose bytes do not say it: Flink keeps it in the
   *     snapshot of the serializer. A format that is persisted by this library has the version in
   *     its bytes, in a {@link Header}, and goes by that one only
   * @throws IOException if the version is not known, or the bytes are not what was written
   */
  T read(int version, DataInput in) throws IOException;

  /** Refuses a version that {@code format} cannot read: it reads all up to its newest. */
  static void known(WireFormat<?> format, int version) throws IOException {
    if (version < 1 || version > format.version()) {
      throw new IOException(
          "version must be in [1, "
              + format.version()
              + "]: "
              + format.getClass().getSimpleName()
              + " version="
              + version);
    }
  }

  /** Refuses all but the newest version, for a {@code format} that is never part of state. */
  static void newest(WireFormat<?> format, int version) throws IOException {
    if (version != format.version()) {
      throw new IOException(
          "version must be "
              + format.version()
              + ": "
              + format.getClass().getSimpleName()
              + " version="
              + version);
    }
  }
}
