// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.model.Model;
import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import io.flinksgd.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;

/**
 * What a worker has done since its last report; sums, so that reports add up over workers, time and
 * restarts.
 */
public final class WorkerReport {
  private final Scores scores;
  private final BitSet workers = new BitSet();
  private long records;
  private Rejections rejections = new Rejections();
  private long steps;
  private long stalenessMax;
  private long stalenessSum;
  private long stalenessCount;
  private GapStatistics gaps = new GapStatistics();
  private Traffic traffic = new Traffic();

  /** Nothing has been done. */
  public WorkerReport() {
    this(new Scores());
  }

  /** Worker number {@code worker} has done nothing. */
  public WorkerReport(int worker) {
    this();
    workers.set(worker);
  }

  private WorkerReport(Scores scores) {
    this.scores = scores;
  }

  /**
   * A batch was learned from.
   *
   * @param model that learned
   * @param score what it said of each example before
   * @param probabilities of each class, see {@link Learner#probabilities}
   */
  public void learned(Model model, MiniBatch batch, float[] score, float[] probabilities) {
    steps++;
    int classes = model.classes();
    if (classes == 0) {
      for (int e = 0; e < batch.size(); e++) {
        scores.addNumber(score[e], batch.label[e], batch.weight[e]);
      }
    } else if (model.classifies()) {
      scores.add(score, batch.label, batch.weight, batch.size());
    } else {
      for (int e = 0; e < batch.size(); e++) {
        int truth = e * classes + (int) batch.label[e];
        float probability = probabilities.length == 0 ? Float.NaN : probabilities[truth];
        scores.addClass(score[e], batch.label[e], batch.weight[e], probability);
      }
    }
  }

  /** A record came, whatever becomes of it. */
  public void came() {
    records++;
  }

  /** A record that came was rejected, at once or later. */
  public void rejected(Rejected record) {
    rejections.add(record);
  }

  /** A push had missed {@code updates} updates. */
  public void staleness(long updates) {
    stalenessMax = Math.max(stalenessMax, updates);
    stalenessSum += updates;
    stalenessCount++;
  }

  /** A sampled push was measured, see {@link GapStatistics#add}. */
  public void gap(double gap, double bound, double rate) {
    gaps.add(gap, bound, rate);
  }

  /** So much more has travelled. */
  public void traffic(Traffic more) {
    traffic.merge(more);
  }

  /** Whether nothing has been done. */
  public boolean isEmpty() {
    return steps == 0
        && records == 0
        && rejections.total() == 0
        && stalenessCount == 0
        && gaps.samples() == 0;
  }

  /** Adds another report to this one. */
  public void merge(WorkerReport other) {
    scores.merge(other.scores);
    workers.or(other.workers);
    records += other.records;
    rejections.merge(other.rejections);
    steps += other.steps;
    stalenessMax = Math.max(stalenessMax, other.stalenessMax);
    stalenessSum += other.stalenessSum;
    stalenessCount += other.stalenessCount;
    gaps.merge(other.gaps);
    traffic.merge(other.traffic);
  }

  /** What was said of the examples that were learned from. */
  public Scores scores() {
    return scores;
  }

  /** How many records came. */
  public long records() {
    return records;
  }

  /** Those of them that were rejected. */
  public Rejections rejections() {
    return rejections;
  }

  /** Progress, if this is the total and {@code window} what was added to it since the last time. */
  public Progress progress(long at, WorkerReport window, boolean diverged) {
    double meanStaleness =
        window.stalenessCount == 0 ? 0 : (double) window.stalenessSum / window.stalenessCount;
    int active = window.workers.cardinality();
    return new Progress(
        at,
        new Progress.Work(records, scores.examples(), steps, active, traffic.copy()),
        new Progress.Staleness(stalenessMax, meanStaleness),
        results(),
        window.results(),
        diverged);
  }

  private Progress.Results results() {
    return new Progress.Results(scores.copy(), gaps.copy(), rejections.copy());
  }

  /** How reports are written. */
  public static final class Format implements WireFormat<WorkerReport> {
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;

    /** It has no settings. */
    public Format() {}

    @Override
    public int version() {
      return VERSION;
    }

    @Override
    public void write(WorkerReport report, DataOutput out) throws IOException {
      Header.write(FormatId.REPORT, VERSION, out);
      report.scores.write(out);
      out.writeLong(report.records);
      report.rejections.write(out);
      out.writeLong(report.steps);
      out.writeLong(report.stalenessMax);
      out.writeLong(report.stalenessSum);
      out.writeLong(report.stalenessCount);
      long[] workers = report.workers.toLongArray();
      out.writeShort(workers.length);
      for (long word : workers) {
        out.writeLong(word);
      }
      report.gaps.write(out);
      report.traffic.write(out);
    }

    @Override
    public WorkerReport read(int version, DataInput in) throws IOException {
      int unused = Header.read(FormatId.REPORT, VERSION, in);
      WorkerReport report = new WorkerReport(Scores.read(in));
      report.records = in.readLong();
      report.rejections = Rejections.read(in);
      report.steps = in.readLong();
      report.stalenessMax = in.readLong();
      report.stalenessSum = in.readLong();
      report.stalenessCount = in.readLong();
      long[] workers = new long[in.readUnsignedShort()];
      for (int w = 0; w < workers.length; w++) {
        workers[w] = in.readLong();
      }
      report.workers.or(BitSet.valueOf(workers));
      report.gaps = GapStatistics.read(in);
      report.traffic = Traffic.read(in);
      return report;
    }
  }
}
