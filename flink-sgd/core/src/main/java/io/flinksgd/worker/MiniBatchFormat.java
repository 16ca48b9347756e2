// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.example.OriginFormat;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import io.flinksgd.wire.PrimitiveArrays;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How a batch of the backlog is written in state. The columns of {@link MiniBatch} follow one
 * another. Immutable, of any thread.
 */
public final class MiniBatchFormat implements WireFormat<MiniBatch> {
  private static final long serialVersionUID = 1L;

  /** It has no settings. */
  public MiniBatchFormat() {}

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(MiniBatch batch, DataOutput out) throws IOException {
    Header.write(FormatId.BATCH, 1, out);
    out.writeInt(batch.distinct());
    PrimitiveArrays.write(batch.coordinate, 0, batch.distinct(), out);
    out.writeInt(batch.entries());
    PrimitiveArrays.write(batch.position, 0, batch.entries(), out);
    PrimitiveArrays.write(batch.value, 0, batch.entries(), out);
    int size = batch.size();
    out.writeInt(size + 1);
    PrimitiveArrays.write(batch.row, 0, size + 1, out);
    PrimitiveArrays.write(batch.label, 0, size, out);
    PrimitiveArrays.write(batch.weight, 0, size, out);
    for (int e = 0; e < size; e++) {
      out.writeLong(batch.eventTime[e]);
      PrimitiveArrays.write(batch.key[e], out);
      OriginFormat.write(batch.origin[e], out);
    }
  }

  @Override
  public MiniBatch read(int version, DataInput in) throws IOException {
    int unused = Header.read(FormatId.BATCH, 1, in);
    int[] coordinate = PrimitiveArrays.readInts(in.readInt(), in);
    int entries = in.readInt();
    int[] position = PrimitiveArrays.readInts(entries, in);
    float[] value = PrimitiveArrays.readFloats(entries, in);
    int[] row = PrimitiveArrays.readInts(in.readInt(), in);
    MiniBatch batch = MiniBatch.of(coordinate, position, value, row);
    batch.label = PrimitiveArrays.readFloats(batch.size(), in);
    batch.weight = PrimitiveArrays.readFloats(batch.size(), in);
    for (int e = 0; e < batch.size(); e++) {
      batch.eventTime[e] = in.readLong();
      batch.key[e] = PrimitiveArrays.readText(in);
      batch.origin[e] = OriginFormat.read(in);
    }
    return batch;
  }
}
