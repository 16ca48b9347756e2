// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.example;

import io.flinksgd.wire.PrimitiveArrays;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;

/** How an {@link Example} is written. */
public final class ExampleFormat implements WireFormat<Example> {
  private static final long serialVersionUID = 1L;
  private static final byte DENSE = 0;
  private static final byte SPARSE = 1;
  private static final byte ONES = 2;

  /** For Flink, which makes it by this class's name. */
  public ExampleFormat() {}

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Example example, DataOutput out) throws IOException {
    out.writeFloat(example.label());
    out.writeFloat(example.weight());
    out.writeLong(example.eventTime());
    PrimitiveArrays.write(example.key(), out);
    OriginFormat.write(example.origin(), out);
    Features features = example.features();
    int size = features.size();
    if (features instanceof Features.Dense dense) {
      out.writeByte(DENSE);
      out.writeInt(size);
      PrimitiveArrays.write(dense.values(), 0, size, out);
    } else if (features instanceof Features.Sparse sparse) {
      boolean ones = sparse.areOnes();
      out.writeByte(ones ? ONES : SPARSE);
      out.writeInt(size);
      PrimitiveArrays.write(sparse.indices(), 0, size, out);
      if (!ones) {
        PrimitiveArrays.write(sparse.values(), 0, size, out);
      }
    }
  }

  @Override
  public Example read(int version, DataInput in) throws IOException {
    WireFormat.known(this, version);
    float label = in.readFloat();
    float weight = in.readFloat();
    long eventTime = in.readLong();
    String key = PrimitiveArrays.readText(in);
    var origin = OriginFormat.read(in);
    return new Example(label, weight, features(in), eventTime, key, origin);
  }

  private static Features features(DataInput in) throws IOException {
    byte kind = in.readByte();
    int size = in.readInt();
    if (kind == DENSE) {
      return new Features.Dense(PrimitiveArrays.readFloats(size, in));
    }
    if (kind == ONES) {
      return Features.Sparse.ofOnes(PrimitiveArrays.readInts(size, in));
    }
    if (kind == SPARSE) {
      int[] indices = PrimitiveArrays.readInts(size, in);
      return new Features.Sparse(indices, PrimitiveArrays.readFloats(size, in));
    }
    throw new InvalidObjectException("features kind must be 0 to 2: kind=" + kind);
  }
}
