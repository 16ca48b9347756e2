// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.example;

import io.flinksgd.wire.PrimitiveArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How an {@link Origin} is written as part of something else. */
public final class OriginFormat {
  private OriginFormat() {}

  /** Writes {@code origin}. */
  public static void write(Origin origin, DataOutput out) throws IOException {
    PrimitiveArrays.write(origin.source(), out);
    out.writeInt(origin.partition());
    out.writeLong(origin.offset());
  }

  /** Reads what {@link #write} wrote. */
  public static Origin read(DataInput in) throws IOException {
    String source = PrimitiveArrays.readText(in);
    int partition = in.readInt();
    return new Origin(source, partition, in.readLong());
  }
}
