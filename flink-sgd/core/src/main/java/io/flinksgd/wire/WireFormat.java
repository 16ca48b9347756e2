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
  /** The version of the layout; persisted, and passed back to {@link #read}. */
  int version();

  /** Writes {@code value}. */
  void write(T value, DataOutput out) throws IOException;

  /** Reads what {@link #write} of the given version wrote. */
  T read(int version, DataInput in) throws IOException;

  /** Refuses a version that {@code format} cannot read. */
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
}
