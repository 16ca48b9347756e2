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
 * Holds the share of rejected records against a limit.
 *
 * <p>The share is that of a window of at least {@link #WINDOW} records. It is above the limit with
 * fewer records too, {@link #FEW} at least, if it is by more than {@link #DEVIATIONS} standard
 * deviations of so many draws at the limit: it cannot be chance then. At the end of the input it is
 * that of all records. And when nothing but rejected records came, that is said however few they
 * are. Not thread-safe.
 */
public final class RejectionWatch {
  static final int WINDOW = 1000;
  static final int FEW = 10;
  static final double DEVIATIONS = 5;

  private final RejectionLimit limit;
  private State state = new State(0, new Rejections(), false, false);

  /**
   * What is kept over restores.
   *
   * @param records in the window
   * @param rejections in the window
   * @param above whether more were rejected than the limit allows
   * @param saidAll whether it was said that nothing but rejected records came
   */
  public record State(long records, Rejections rejections, boolean above, boolean saidAll) {}

  /** Nothing has been seen; {@code limit} is what may be rejected. */
  public RejectionWatch(RejectionLimit limit) {
    this.limit = limit;
  }

  /** What has been seen up to now. */
  public State state() {
    return new State(state.records, state.rejections.copy(), state.above, state.saidAll);
  }

  /** Goes on where another watch was; a job that is to fail hears again of what was said. */
  public void restore(State restored) {
    boolean said = !limit.fails();
    state =
        new State(
            restored.records,
            restored.rejections.copy(),
            restored.above && said,
            restored.saidAll && said);
  }

  /** Records came, and some of them were rejected. */
  public void add(WorkerReport report) {
    Rejections rejections = state.rejections;
    rejections.merge(report.rejections());
    state = new State(state.records + report.records(), rejections, state.above, state.saidAll);
  }

  /** Whether more were rejected than the limit allows. */
  public boolean above() {
    return state.above;
  }

  /**
   * Looks at the window.
   *
   * @param total since training began
   * @return what there is to be said: once for each time that the limit is passed
   */
  public Optional<String> look(WorkerReport total) {
    State window = state;
    boolean full = window.records >= WINDOW;
    boolean above = full ? excess(window) > 0 : window.above || beyondChance(window);
    boolean passed = above && !window.above;
    boolean all = total.records() > 0 && total.rejections().total() >= total.records();
    boolean nothingElse = all && !window.saidAll;
    state =
        full || passed
            ? new State(0, new Rejections(), above, window.saidAll || all)
            : new State(window.records, window.rejections, above, window.saidAll || all);
    if (nothingElse || (passed && all && limit.fails())) {
      return Optional.of(words(total.records(), total.rejections()));
    }
    return passed && !all
        ? Optional.of(words(window.records, window.rejections))
        : Optional.empty();
  }

  /** As {@link #look}, at the end of the input, where all records count, however few. */
  public Optional<String> end(WorkerReport total) {
    Optional<String> words = look(total);
    State all = new State(total.records(), total.rejections(), true, true);
    if (state.above || excess(all) <= 0) {
      return words;
    }
    state = new State(0, new Rejections(), true, state.saidAll);
    return Optional.of(words(all.records, all.rejections));
  }

  private double excess(State window) {
    return window.rejections.total() - limit.share() * window.records;
  }

  private boolean beyondChance(State window) {
    double variance = window.records * limit.share() * (1 - limit.share());
    return window.records >= FEW && excess(window) > DEVIATIONS * Math.sqrt(variance);
  }

  private String words(long records, Rejections rejections) {
    long rejected = rejections.total();
    String share =
        rejected >= records
            ? "every one was"
            : String.format(Locale.ROOT, "%.3g %% were", 100.0 * rejected / records);
    return String.format(
        Locale.ROOT,
        "at most %s of the records must be rejected, but of %,d records %s: %s. The first: %s",
        limit.share(),
        records,
        share,
        rejections,
        String.join("; ", rejections.first()));
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
      Header.write(FormatId.REJECTION_WATCH, 1, out);
      out.writeLong(value.records);
      value.rejections.write(out);
      out.writeBoolean(value.above);
      out.writeBoolean(value.saidAll);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      int unused = Header.read(FormatId.REJECTION_WATCH, 1, in);
      return new State(in.readLong(), Rejections.read(in), in.readBoolean(), in.readBoolean());
    }
  }
}
