// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.layout;

import io.flinksgd.wire.PrimitiveArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;

/** How {@link Coordinates} are written. */
public final class CoordinatesFormat {
  private static final byte RANGE = 0;
  private static final byte LISTED = 1;

  private CoordinatesFormat() {}

  /** Writes coordinates as part of something else. */
  public static void write(Coordinates coordinates, DataOutput out) throws IOException {
    if (coordinates instanceof Coordinates.Range range) {
      out.writeByte(RANGE);
      out.writeInt(range.first());
      out.writeInt(range.count());
    } else if (coordinates instanceof Coordinates.Listed listed) {
      out.writeByte(LISTED);
      out.writeInt(listed.count());
      PrimitiveArrays.write(listed.list(), listed.from(), listed.count(), out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Coordinates read(DataInput in) throws IOException {
    byte kind = in.readByte();
    if (kind == RANGE) {
      return new Coordinates.Range(in.readInt(), PrimitiveArrays.checked(in.readInt()));
    }
    if (kind == LISTED) {
      int count = in.readInt();
      return new Coordinates.Listed(PrimitiveArrays.readInts(count, in), 0, count);
    }
    throw new InvalidObjectException("coordinates kind must be 0 or 1: kind=" + kind);
  }
}
