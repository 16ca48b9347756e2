// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.example;

import io.flinksgd.wire.PrimitiveArrays;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;

/** How a {@link Rejected} example is written. */
public final class RejectedFormat implements WireFormat<Rejected> {
  private static final long serialVersionUID = 1L;
  private static final int UNKNOWN = -1;
  private static final byte[] NO_KEY = {};

  /** For Flink, which makes it by this class's name. */
  public RejectedFormat() {}

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(Rejected rejected, DataOutput out) throws IOException {
    PrimitiveArrays.write(rejected.reason().name(), out);
    PrimitiveArrays.write(rejected.detail(), out);
    OriginFormat.write(rejected.origin(), out);
    out.writeInt(rejected.raw().length);
    out.write(rejected.raw());
    out.writeInt(rejected.rawBytes());
    out.writeInt(rejected.key().length);
    out.write(rejected.key());
  }

  @Override
  public Rejected read(int version, DataInput in) throws IOException {
    WireFormat.known(this, version);
    Rejected.Reason reason = reason(PrimitiveArrays.readText(in));
    String detail = PrimitiveArrays.readText(in);
    Origin origin = OriginFormat.read(in);
    byte[] raw = PrimitiveArrays.readBytes(in);
    if (version == 1) {
      return new Rejected(reason, detail, origin, raw, UNKNOWN, NO_KEY);
    }
    return new Rejected(reason, detail, origin, raw, in.readInt(), PrimitiveArrays.readBytes(in));
  }

  private static Rejected.Reason reason(String name) throws IOException {
    for (Rejected.Reason reason : Rejected.Reason.values()) {
      if (reason.name().equals(name)) {
        return reason;
      }
    }
    throw new InvalidObjectException("reason must be known: reason=" + name);
  }
}
