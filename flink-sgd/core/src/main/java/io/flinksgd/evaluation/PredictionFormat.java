// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import io.flinksgd.example.Origin;
import io.flinksgd.example.OriginFormat;
import io.flinksgd.wire.PrimitiveArrays;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How a {@link Prediction} is written: version 1 had no probabilities. */
public final class PredictionFormat implements WireFormat<Prediction> {
  private static final long serialVersionUID = 1L;

  /** For Flink, which restores state by this class's name. */
  public PredictionFormat() {}

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(Prediction prediction, DataOutput out) throws IOException {
    PrimitiveArrays.write(prediction.key(), out);
    out.writeFloat(prediction.score());
    out.writeFloat(prediction.label());
    out.writeFloat(prediction.weight());
    out.writeLong(prediction.eventTime());
    OriginFormat.write(prediction.origin(), out);
    float[] probabilities = prediction.probabilities();
    out.writeInt(probabilities.length);
    PrimitiveArrays.write(probabilities, 0, probabilities.length, out);
  }

  @Override
  public Prediction read(int version, DataInput in) throws IOException {
    WireFormat.known(this, version);
    String key = PrimitiveArrays.readText(in);
    float score = in.readFloat();
    float label = in.readFloat();
    float weight = in.readFloat();
    long time = in.readLong();
    Origin origin = OriginFormat.read(in);
    int classes = version == 1 ? 0 : in.readInt();
    return classes == 0
        ? new Prediction(key, score, label, weight, time, origin)
        : new Prediction(
            key, score, label, weight, time, origin, PrimitiveArrays.readFloats(classes, in));
  }
}
