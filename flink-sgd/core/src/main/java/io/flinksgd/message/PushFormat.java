// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

import io.flinksgd.layout.Coordinates;
import io.flinksgd.layout.CoordinatesFormat;
import io.flinksgd.wire.PrimitiveArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How a {@link Push} is written, in messages and in the state of an open round. */
public final class PushFormat {
  private PushFormat() {}

  /** Writes {@code push}. */
  public static void write(Push push, DataOutput out) throws IOException {
    out.writeLong(push.id());
    if (!push.present()) {
      return;
    }
    out.writeLong(push.pull());
    out.writeLong(push.viewVersion());
    out.writeInt(push.examples());
    out.writeFloat(push.weight());
    CoordinatesFormat.write(push.coordinates(), out);
    out.writeInt(push.count());
    PrimitiveArrays.write(push.values(), push.from(), push.count(), out);
  }

  /** Reads what {@link #write} wrote. */
  public static Push read(DataInput in) throws IOException {
    long id = in.readLong();
    if (id == 0) {
      return Push.NONE;
    }
    long pull = in.readLong();
    long view = in.readLong();
    int examples = in.readInt();
    float weight = in.readFloat();
    Coordinates coordinates = CoordinatesFormat.read(in);
    int count = in.readInt();
    return new Push(
        id,
        pull,
        view,
        examples,
        weight,
        coordinates,
        PrimitiveArrays.readFloats(count, in),
        0,
        count);
  }
}
