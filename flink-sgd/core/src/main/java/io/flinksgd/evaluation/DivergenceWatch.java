// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells when a model has diverged: when the progressive loss {@code L} of a window is far above the
 * loss {@code B} of the base rate, which is the larger of that in the window and that since
 * training began.
 *
 * <pre>
 *   L &gt; B + U    U: the loss of an untrained model, ln(classes) or the mean squared label;
 *   L &gt; 2 B      instead, once a window had L &lt;= 1.25 B
 * </pre>
 *
 * <p>So a model that is beginning to learn a rare class has not diverged, though an untrained one
 * is far from the base rate there. A window has {@link #LEAST} examples at least, and few do not
 * make it: log-losses must be above by {@link #NATS} nats in sum, and of squared errors one in a
 * hundred, and ten, must be above the limit themselves. The loss is back when it is not above the
 * middle of {@code B} and the limit. Not thread-safe.
 */
public final class DivergenceWatch {
  static final int LEAST = 100;
  static final double NATS = 30;
  private static final double SETTLED = 1.25;
  private static final long FEW = 10;

  private final LossMeasure measure;
  private final int classes;
  private Scores window = new Scores();
  private boolean settled;
  private boolean diverged;
  private double loss = Double.NaN;
  private double base = Double.NaN;

  /**
   * What is kept over restores.
   *
   * @param window examples since a window was judged
   * @param settled whether a window was near the base rate
   */
  public record State(Scores window, boolean settled, boolean diverged) {}

  /** Of a model with {@code classes}, 0 if it predicts numbers. */
  public DivergenceWatch(LossMeasure measure, int classes) {
    this.measure = measure;
    this.classes = classes;
  }

  /** What has been seen up to now. */
  public State state() {
    return new State(window.copy(), settled, diverged);
  }

  /**
   * Goes on where another watch was.
   *
   * @param sayAgain whether what it has said is to be said again
   */
  public void restore(State state, boolean sayAgain) {
    window = state.window.copy();
    settled = state.settled;
    diverged = state.diverged && !sayAgain;
  }

  /** More examples were learned from. */
  public void add(Scores more) {
    window.merge(more);
  }

  /** Whether the model has been judged to have diverged. */
  public boolean diverged() {
    return diverged;
  }

  /** Mean loss in the window that was judged last. */
  public double loss() {
    return loss;
  }

  /** Loss of the base rate that it was held against. */
  public double base() {
    return base;
  }

  /**
   * Judges the window, if it has examples enough.
   *
   * @param total all examples
   * @return what there is to be said: once when the model diverges, and once when its loss is back
   */
  public Optional<String> judge(Scores total) {
    long examples = window.examples();
    if (examples < LEAST) {
      return Optional.empty();
    }
    loss = measure.loss(window);
    base = Math.max(measure.base(window), measure.base(total));
    double untrained =
        Math.max(measure.untrained(window, classes), measure.untrained(total, classes));
    double limit = base + (settled ? base : untrained);
    boolean before = diverged;
    diverged = isAbove(before ? (base + limit) / 2 : limit);
    settled |= !diverged && loss <= SETTLED * base;
    window = new Scores();
    return before == diverged ? Optional.empty() : Optional.of(words(examples, limit));
  }

  private boolean isAbove(double limit) {
    long examples = window.examples();
    if (measure == LossMeasure.LOG_LOSS) {
      return loss > limit + NATS / examples;
    }
    return loss > limit && window.squaredErrorsAbove(limit) >= Math.max(FEW, examples / 100);
  }

  private String words(long examples, double limit) {
    String held =
        String.format(
            Locale.ROOT,
            "the progressive %s of the last %,d examples is %.4g, that of the base rate %.4g",
            measure,
            examples,
            loss,
            base);
    return diverged
        ? "the model has diverged: "
            + held
            + String.format(Locale.ROOT, "; above %.4g it counts as diverged", limit)
        : "the loss is back: " + held;
  }

  /** How it is written in state. */
  public static final class Format implements WireFormat<State> {
    private static final long serialVersionUID = 1L;

    /** It has no settings. */
    public Format() {}

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(State value, DataOutput out) throws IOException {
      Header.write(FormatId.DIVERGENCE_WATCH, 1, out);
      value.window.write(out);
      out.writeBoolean(value.settled);
      out.writeBoolean(value.diverged);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      int unused = Header.read(FormatId.DIVERGENCE_WATCH, 1, in);
      return new State(Scores.read(in), in.readBoolean(), in.readBoolean());
    }
  }
}
