package io.flinksgd.message;

import io.flinksgd.evaluation.Prediction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How a {@link Prediction} is written. */
public final class PredictionFormat implements WireFormat<Prediction> {
  private static final long serialVersionUID = 1L;

  /** For Flink, which restores state by this class's name. */
  public PredictionFormat() {}

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Prediction prediction, DataOutput out) throws IOException {
    Bulk.write(prediction.key(), out);
    out.writeFloat(prediction.score());
    out.writeFloat(prediction.label());
    out.writeFloat(prediction.weight());
    out.writeLong(prediction.eventTime());
    OriginFormat.write(prediction.origin(), out);
  }

  @Override
  public Prediction read(int version, DataInput in) throws IOException {
    return new Prediction(
        Bulk.readText(in),
        in.readFloat(),
        in.readFloat(),
        in.readFloat(),
        in.readLong(),
        OriginFormat.read(in));
  }
}
