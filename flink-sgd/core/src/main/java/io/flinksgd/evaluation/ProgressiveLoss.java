// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apiguardian.api.API;

/**
 * How well a model predicted examples before it learned from them, up to a moment.
 *
 * <p>Losses are in the unit of the measure: nats, or squares of labels. Immutable, of any thread.
 *
 * @param measure by what
 * @param total since training began
 * @param window since the last cut
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ProgressiveLoss(LossMeasure measure, Mean total, Mean window) {
  /** Where nothing is known. */
  public static final ProgressiveLoss UNKNOWN =
      new ProgressiveLoss(LossMeasure.LOG_LOSS, Mean.NONE, Mean.NONE);

  /**
   * A mean over examples.
   *
   * @param examples how many
   * @param loss of the model; NaN where there are none
   * @param base of always saying what is right on average, see {@link LossMeasure#base}
   */
  public record Mean(long examples, double loss, double base) {
    /** Of no examples. */
    static final Mean NONE = new Mean(0, Double.NaN, Double.NaN);

    static Mean of(Scores scores, LossMeasure by) {
      return new Mean(scores.examples(), by.loss(scores), by.base(scores));
    }

    private void write(DataOutput out) throws IOException {
      out.writeLong(examples);
      out.writeDouble(loss);
      out.writeDouble(base);
    }

    private static Mean read(DataInput in) throws IOException {
      return new Mean(in.readLong(), in.readDouble(), in.readDouble());
    }
  }

  /** The losses of {@code total} and {@code window}, as {@code by} takes them. */
  public static ProgressiveLoss of(Scores total, Scores window, LossMeasure by) {
    return new ProgressiveLoss(by, Mean.of(total, by), Mean.of(window, by));
  }

  /** Writes it as part of something else. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(measure.number());
    total.write(out);
    window.write(out);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws java.io.InvalidObjectException if the measure is none
   */
  public static ProgressiveLoss read(DataInput in) throws IOException {
    return new ProgressiveLoss(
        LossMeasure.numbered(in.readUnsignedByte()), Mean.read(in), Mean.read(in));
  }
}
