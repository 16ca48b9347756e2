// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

import io.flinksgd.layout.Coordinates;
import io.flinksgd.layout.CoordinatesFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How a {@link Push} is written, in messages and in the state of an open round. What an open round
 * does not need, its limit, its sample and a codec's bytes, only messages hold. Of any thread.
 */
public final class PushFormat {
  private PushFormat() {}

  /** Writes {@code push}, whose floats are as they are. */
  public static void write(Push push, DataOutput out) throws IOException {
    out.writeLong(push.id());
    if (!push.present()) {
      return;
    }
    out.writeLong(push.view().pull());
    out.writeLong(push.view().version());
    out.writeInt(push.examples());
    out.writeFloat(push.weight());
    CoordinatesFormat.write(push.update().coordinates(), out);
    PayloadFormat.writePlain(push.update().payload(), out);
  }

  /** Reads what {@link #write} wrote. */
  public static Push read(DataInput in) throws IOException {
    long id = in.readLong();
    if (id == 0) {
      return Push.NONE;
    }
    UsedView view = new UsedView(in.readLong(), in.readLong());
    int examples = in.readInt();
    float weight = in.readFloat();
    Coordinates coordinates = CoordinatesFormat.read(in);
    return new Push(
        id, view, examples, weight, new Update(coordinates, PayloadFormat.readPlain(in)));
  }
}
