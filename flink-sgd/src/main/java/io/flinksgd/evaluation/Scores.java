package io.flinksgd.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Arrays;

/**
 * Progressive validation: sums from which log-loss, AUC, accuracy, calibration and errors follow.
 * Every example is added with the score it had before it was learned from. Sums add up over
 * workers, windows and restarts.
 *
 * <p>For classification with two classes scores are probabilities and labels are 0 and 1. With more
 * classes scores and labels are the numbers of classes, and only {@link #accuracy} means something;
 * for regression only {@link #rmse} and {@link #meanAbsoluteError} do. Not thread-safe.
 */
public final class Scores {
  private static final byte EVEN_BINS = 1;
  private static final byte VERSION = 2;
  private static final double CLAMP = 1e-7;
  private static final double SMALL = 1e-250;

  private long examples;
  private double weight;
  private double logLoss;
  private double correct;
  private double labels;
  private double scores;
  private double squaredError;
  private double absoluteError;

  /** Likelihoods of weight one are multiplied up and take one logarithm together. */
  private double likelihood = 1;

  private final ScoreBins bins;

  /** No example. */
  public Scores() {
    this(new ScoreBins());
  }

  private Scores(ScoreBins bins) {
    this.bins = bins;
  }

  /**
   * Adds one example.
   *
   * @param score what the model said before it learned from the example
   * @param label the truth
   * @param weight the example's importance
   */
  public void add(float score, float label, float weight) {
    examples++;
    this.weight += weight;
    // in doubles, which no sum of products of floats overflows
    labels += (double) label * weight;
    scores += (double) score * weight;
    double error = (double) score - label;
    squaredError += error * error * weight;
    absoluteError += Math.abs(error) * weight;
    double p = Math.max(CLAMP, Math.min(1 - CLAMP, score));
    boolean positive = label > 0.5f;
    // as if the score were rounded to a class
    if (error >= -0.5 && error < 0.5) {
      correct += weight;
    }
    double likely = positive ? p : 1 - p;
    if (weight == 1f) {
      likelihood *= likely;
      if (likelihood < SMALL) {
        logLoss -= Math.log(likelihood);
        likelihood = 1;
      }
    } else {
      logLoss -= weight * Math.log(likely);
    }
    bins.add(score, positive, weight);
  }

  /** Adds the examples of {@code other}. */
  public void merge(Scores other) {
    examples += other.examples;
    weight += other.weight;
    logLoss += other.logLoss - Math.log(other.likelihood);
    correct += other.correct;
    labels += other.labels;
    scores += other.scores;
    squaredError += other.squaredError;
    absoluteError += other.absoluteError;
    bins.merge(other.bins);
  }

  /** The same sums, independent of these. */
  public Scores copy() {
    Scores copy = new Scores();
    copy.merge(this);
    return copy;
  }

  /** Number of examples. */
  public long examples() {
    return examples;
  }

  /** Mean of {@code -log(probability of the truth)}, in nats; NaN when there is no example. */
  public double logLoss() {
    return (logLoss - Math.log(likelihood)) / weight;
  }

  /** The log-loss of always saying the base rate. */
  public double baseLogLoss() {
    double p = Math.max(CLAMP, Math.min(1 - CLAMP, baseRate()));
    return -(p * Math.log(p) + (1 - p) * Math.log(1 - p));
  }

  /** Share of the weight whose most likely class was the truth. */
  public double accuracy() {
    return correct / weight;
  }

  /** Mean label. */
  public double baseRate() {
    return labels / weight;
  }

  /** Mean score over mean label; 1 is calibrated, above 1 is too high. */
  public double calibration() {
    return scores / labels;
  }

  /** Root of the mean squared error. */
  public double rmse() {
    return Math.sqrt(squaredError / weight);
  }

  /** Mean absolute error. */
  public double meanAbsoluteError() {
    return absoluteError / weight;
  }

  /**
   * The probability that a positive has a higher score than a negative, ties counting half
   * (Mann-Whitney); NaN when a class is missing. Scores of which neither {@code p} nor {@code 1 -
   * p} differs by more than about a thousandth count as equal.
   */
  public double auc() {
    return bins.auc();
  }

  /** Writes the sums. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(examples);
    for (double sum : sums()) {
      out.writeDouble(sum);
    }
    bins.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static Scores read(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION && version != EVEN_BINS) {
      throw new InvalidObjectException("scores must be of version 1 or 2: version=" + version);
    }
    long examples = in.readLong();
    double[] sums = new double[7];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = in.readDouble();
    }
    Scores read = new Scores(version == EVEN_BINS ? ScoreBins.readEven(in) : ScoreBins.read(in));
    read.examples = examples;
    read.weight = sums[0];
    read.logLoss = sums[1];
    read.correct = sums[2];
    read.labels = sums[3];
    read.scores = sums[4];
    read.squaredError = sums[5];
    read.absoluteError = sums[6];
    return read;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scores that
        && examples == that.examples
        && Arrays.equals(sums(), that.sums())
        && bins.equals(that.bins);
  }

  private double[] sums() {
    return new double[] {
      weight, logLoss - Math.log(likelihood), correct, labels, scores, squaredError, absoluteError
    };
  }

  @Override
  public int hashCode() {
    return Long.hashCode(examples);
  }
}
