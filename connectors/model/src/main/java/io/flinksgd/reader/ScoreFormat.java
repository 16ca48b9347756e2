// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import io.flinksgd.wire.PrimitiveArrays;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a {@link Score} is written.
 *
 * <pre>
 *   version (8 bytes), value (8 bytes, NaN for none), class (4 bytes, -1 for none),
 *   number of probabilities (4 bytes), each (8 bytes), refusal (length in 4 bytes, UTF-8)
 * </pre>
 */
public final class ScoreFormat implements WireFormat<Score> {
  private static final long serialVersionUID = 1L;
  private static final int NO_CLASS = -1;

  /** For Flink, which makes it by this class's name. */
  public ScoreFormat() {}

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Score score, DataOutput out) throws IOException {
    out.writeLong(score.version());
    out.writeDouble(score.value().orElse(Double.NaN));
    out.writeInt(score.predictedClass().orElse(NO_CLASS));
    out.writeInt(score.probabilities().length);
    for (double probability : score.probabilities()) {
      out.writeDouble(probability);
    }
    PrimitiveArrays.write(score.refusal(), out);
  }

  @Override
  public Score read(int version, DataInput in) throws IOException {
    WireFormat.known(this, version);
    long model = in.readLong();
    double value = in.readDouble();
    int predicted = in.readInt();
    double[] probabilities = new double[PrimitiveArrays.checked(in.readInt())];
    for (int c = 0; c < probabilities.length; c++) {
      probabilities[c] = in.readDouble();
    }
    return new Score(
        model,
        Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value),
        predicted == NO_CLASS ? OptionalInt.empty() : OptionalInt.of(predicted),
        probabilities,
        PrimitiveArrays.readText(in));
  }
}
