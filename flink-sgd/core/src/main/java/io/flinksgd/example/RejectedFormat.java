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

  /** For Flink, which restores state by this class's name. */
  public RejectedFormat() {}

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Rejected rejected, DataOutput out) throws IOException {
    PrimitiveArrays.write(rejected.reason().name(), out);
    PrimitiveArrays.write(rejected.detail(), out);
    OriginFormat.write(rejected.origin(), out);
    out.writeInt(rejected.raw().length);
    out.write(rejected.raw());
  }

  @Override
  public Rejected read(int version, DataInput in) throws IOException {
    return new Rejected(
        reason(PrimitiveArrays.readText(in)),
        PrimitiveArrays.readText(in),
        OriginFormat.read(in),
        PrimitiveArrays.readBytes(in));
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
