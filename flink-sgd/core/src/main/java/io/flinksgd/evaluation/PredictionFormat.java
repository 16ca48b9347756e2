// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import io.flinksgd.example.OriginFormat;
import io.flinksgd.wire.PrimitiveArrays;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How a {@link Prediction} is written: version 1 had no probabilities. */
public final class PredictionFormat implements WireFormat<Prediction> {
  private static final long serialVersionUID = 1L;

  /** It has no settings. */
  public PredictionFormat() {}

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(Prediction prediction, DataOutput out) throws IOException {
    PredictedExample example = prediction.example();
    PrimitiveArrays.write(example.key(), out);
    out.writeFloat(prediction.score());
    out.writeFloat(example.label());
    out.writeFloat(example.weight());
    out.writeLong(example.eventTime());
    OriginFormat.write(example.origin(), out);
    float[] probabilities = prediction.probabilities();
    out.writeInt(probabilities.length);
    PrimitiveArrays.write(probabilities, 0, probabilities.length, out);
  }

  @Override
  public Prediction read(int version, DataInput in) throws IOException {
    WireFormat.known(this, version);
    String key = PrimitiveArrays.readText(in);
    float score = in.readFloat();
    PredictedExample example =
        new PredictedExample(
            key, in.readFloat(), in.readFloat(), in.readLong(), OriginFormat.read(in));
    int classes = version == 1 ? 0 : in.readInt();
    return classes == 0
        ? new Prediction(example, score)
        : new Prediction(example, score, PrimitiveArrays.readFloats(classes, in));
  }
}
