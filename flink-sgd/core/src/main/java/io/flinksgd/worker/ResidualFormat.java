// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import io.flinksgd.wire.PrimitiveArrays;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How what a codec has lost is written in state: magic, version, a float for each coordinate.
 * Immutable, of any thread.
 */
public final class ResidualFormat implements WireFormat<float[]> {
  private static final long serialVersionUID = 1L;

  /** It has no settings. */
  public ResidualFormat() {}

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(float[] residual, DataOutput out) throws IOException {
    Header.write(FormatId.RESIDUAL, 1, out);
    out.writeInt(residual.length);
    PrimitiveArrays.write(residual, 0, residual.length, out);
  }

  @Override
  public float[] read(int version, DataInput in) throws IOException {
    int unused = Header.read(FormatId.RESIDUAL, 1, in);
    return PrimitiveArrays.readFloats(in.readInt(), in);
  }
}
