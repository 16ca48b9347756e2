// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * Progressive validation (Blum, Kalai and Langford, COLT 1999): sums from which log-loss, AUC,
 * accuracy, calibration and errors follow. Every example is added with the score it had before it
 * was learned from. Sums add up over workers, windows and restarts.
 *
 * <p>There are three kinds of examples: {@link #add} those of a model whose score is the
 * probability of label 1, {@link #addClass} those of one with more classes, and {@link #addNumber}
 * those of one that predicts numbers. What means nothing for a kind is NaN. Means are weighted by
 * importance. Not thread-safe.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Scores {
  private static final byte EVEN_BINS = 1;
  private static final byte WITHOUT_KINDS = 2;
  private static final byte FINE_BINS = 3;
  private static final byte VERSION = 4;
  private static final int SUMS_WITHOUT_KINDS = 7;
  private static final int SUMS = 10;

  /** More classes are not distinguished for {@link #baseLogLoss}. */
  private static final int MOST_CLASSES = 1 << 16;

  private static final int POWERS = 256;
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

  /** Weights of the examples of the rarer kinds; {@link #weight} is that of all. */
  private double numbers;

  private double classified;

  private double squaredLabels;

  /** Weight by class. */
  private double[] classes = {};

  /** Examples by the power of two of the squared error, as floats count them. */
  private long[] squaredErrors = {};

  /** No example. */
  public Scores() {
    this(new ScoreBins());
  }

  private Scores(ScoreBins bins) {
    this.bins = bins;
  }

  /** As {@link #add(float[], float[], float[], int)}, of one example. */
  public void add(float score, float label, float weight) {
    add(new float[] {score}, new float[] {label}, new float[] {weight}, 1);
  }

  /**
   * Adds examples of two classes.
   *
   * @param score of each, the probability of label 1, in [0, 1], that the model gave before it
   *     learned from the example
   * @param label the truth of each: 0 or 1
   * @param weight each example's importance
   * @param count how many there are, from the arrays' beginnings; each array is as long at least
   */
  public void add(float[] score, float[] label, float[] weight, int count) {
    // sums of the batch stay in registers: to add each example to ten fields costs thrice as much
    double weights = 0;
    double ones = 0;
    double said = 0;
    double squares = 0;
    double offs = 0;
    double rights = 0;
    double likely = likelihood;
    double logs = 0;
    for (int e = 0; e < count; e++) {
      double w = weight[e];
      weights += w;
      // in doubles, which no sum of products of floats overflows
      ones += label[e] * w;
      said += score[e] * w;
      double error = (double) score[e] - label[e];
      double off = Math.abs(error);
      squares += error * error * w;
      offs += off * w;
      // 1 if the score rounds to the truth, else 0 or 2: a branch would often be guessed wrong
      rights += ((int) (error + 1.5) & 1) * w;
      double probability = Math.max(CLAMP, Math.min(1 - CLAMP, 1 - off));
      if (w == 1) {
        likely *= probability;
        if (likely < SMALL) {
          logs -= Math.log(likely);
          likely = 1;
        }
      } else {
        logs -= w * Math.log(probability);
      }
      bins.add(score[e], label[e] > 0.5f, w);
    }
    examples += count;
    this.weight += weights;
    labels += ones;
    scores += said;
    squaredError += squares;
    absoluteError += offs;
    correct += rights;
    likelihood = likely;
    logLoss += logs;
  }

  /**
   * Adds one example of more classes.
   *
   * @param score the most probable class
   * @param label the true class
   * @param probability of the true class; NaN if it is not known
   */
  public void addClass(float score, float label, float weight, float probability) {
    examples++;
    this.weight += weight;
    classified += weight;
    if (score == label) {
      correct += weight;
    }
    logLoss -= weight * Math.log(Math.max(CLAMP, Math.min(1 - CLAMP, (double) probability)));
    int at = (int) Math.max(0, Math.min(MOST_CLASSES - 1, label));
    if (at >= classes.length) {
      classes = Arrays.copyOf(classes, at + 1);
    }
    classes[at] += weight;
  }

  /** Adds one example whose score and label are any numbers. */
  public void addNumber(float score, float label, float weight) {
    examples++;
    this.weight += weight;
    numbers += weight;
    labels += (double) label * weight;
    squaredLabels += (double) label * label * weight;
    scores += (double) score * weight;
    double error = (double) score - label;
    squaredError += error * error * weight;
    absoluteError += Math.abs(error) * weight;
    if (squaredErrors.length == 0) {
      squaredErrors = new long[POWERS];
    }
    squaredErrors[power(error * error)]++;
  }

  private static int power(double number) {
    return Float.floatToRawIntBits((float) number) >>> 23 & (POWERS - 1);
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
    numbers += other.numbers;
    classified += other.classified;
    squaredLabels += other.squaredLabels;
    classes = Arrays.copyOf(classes, Math.max(classes.length, other.classes.length));
    for (int i = 0; i < other.classes.length; i++) {
      classes[i] += other.classes[i];
    }
    squaredErrors =
        Arrays.copyOf(squaredErrors, Math.max(squaredErrors.length, other.squaredErrors.length));
    for (int i = 0; i < other.squaredErrors.length; i++) {
      squaredErrors[i] += other.squaredErrors[i];
    }
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
    return (logLoss - Math.log(likelihood)) / ofClasses();
  }

  /** The log-loss of always saying the base rate, or each class's share: its entropy. */
  public double baseLogLoss() {
    if (classified > 0) {
      return Arrays.stream(classes).filter(w -> w > 0).map(w -> entropy(w / classified)).sum();
    }
    if (ofClasses() == 0) {
      return Double.NaN;
    }
    double p = Math.max(CLAMP, Math.min(1 - CLAMP, labels / ofClasses()));
    return entropy(p) + entropy(1 - p);
  }

  private static double entropy(double share) {
    return -share * Math.log(share);
  }

  /** Share of the weight whose most likely class was the truth. */
  public double accuracy() {
    return correct / ofClasses();
  }

  /** Mean label. */
  public double baseRate() {
    return labels / ofNumbers();
  }

  /** Mean score over mean label; 1 is calibrated, above 1 is too high. */
  public double calibration() {
    return scores / labels;
  }

  /** Root of the mean squared error, in the unit of labels. */
  public double rmse() {
    return Math.sqrt(meanSquaredError());
  }

  /** The root of the mean squared error of always saying the mean label. */
  public double baseRmse() {
    return Math.sqrt(labelVariance());
  }

  double meanSquaredError() {
    return squaredError / ofNumbers();
  }

  double meanSquaredLabel() {
    return (numbers > 0 ? squaredLabels : labels) / ofNumbers();
  }

  double labelVariance() {
    return Math.max(0, meanSquaredLabel() - baseRate() * baseRate());
  }

  /** How many squared errors are above {@code limit}, itself rounded up to a power of two. */
  long squaredErrorsAbove(double limit) {
    long above = 0;
    for (int i = power(limit) + 1; i < squaredErrors.length; i++) {
      above += squaredErrors[i];
    }
    return above;
  }

  /** Mean absolute error, in the unit of labels. */
  public double meanAbsoluteError() {
    return absoluteError / ofNumbers();
  }

  /** The weight of what has classes: its probabilities can be judged. */
  private double ofClasses() {
    return weight - numbers;
  }

  /** The weight of what is a number: probabilities are. */
  private double ofNumbers() {
    return weight - classified;
  }

  /**
   * The probability that a positive has a higher score than a negative, ties counting half
   * (Mann-Whitney); NaN when a class is missing. Scores of which neither {@code p} nor {@code 1 -
   * p} differs by more than 1/512 may count as equal.
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
    out.writeInt(classes.length);
    for (double each : classes) {
      out.writeDouble(each);
    }
    out.writeInt(squaredErrors.length);
    for (long each : squaredErrors) {
      out.writeLong(each);
    }
  }

  /** Reads what {@link #write} wrote; refuses another version by an InvalidObjectException. */
  public static Scores read(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version < EVEN_BINS || version > VERSION) {
      throw new InvalidObjectException("scores must be of version 1 to 4: version=" + version);
    }
    long examples = in.readLong();
    double[] sums = new double[SUMS];
    for (int i = 0; i < (version <= WITHOUT_KINDS ? SUMS_WITHOUT_KINDS : SUMS); i++) {
      sums[i] = in.readDouble();
    }
    Scores read = new Scores(bins(version, in));
    read.examples = examples;
    read.weight = sums[0];
    read.logLoss = sums[1];
    read.correct = sums[2];
    read.labels = sums[3];
    read.scores = sums[4];
    read.squaredError = sums[5];
    read.absoluteError = sums[6];
    read.numbers = sums[7];
    read.classified = sums[8];
    read.squaredLabels = sums[9];
    if (version > WITHOUT_KINDS) {
      read.classes = new double[atMost(MOST_CLASSES, in.readInt())];
      for (int i = 0; i < read.classes.length; i++) {
        read.classes[i] = in.readDouble();
      }
      read.squaredErrors = new long[atMost(POWERS, in.readInt())];
      for (int i = 0; i < read.squaredErrors.length; i++) {
        read.squaredErrors[i] = in.readLong();
      }
    }
    return read;
  }

  private static ScoreBins bins(byte version, DataInput in) throws IOException {
    if (version == EVEN_BINS) {
      return ScoreBins.readEven(in);
    }
    return version <= FINE_BINS ? ScoreBins.readFine(in) : ScoreBins.read(in);
  }

  private static int atMost(int most, int size) throws IOException {
    if (size < 0 || size > most) {
      throw new InvalidObjectException("size must be in [0, " + most + "]: size=" + size);
    }
    return size;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scores that
        && examples == that.examples
        && Arrays.equals(sums(), that.sums())
        && bins.equals(that.bins)
        && Arrays.equals(classes, that.classes)
        && Arrays.equals(squaredErrors, that.squaredErrors);
  }

  private double[] sums() {
    return new double[] {
      weight,
      logLoss - Math.log(likelihood),
      correct,
      labels,
      scores,
      squaredError,
      absoluteError,
      numbers,
      classified,
      squaredLabels
    };
  }

  @Override
  public int hashCode() {
    return Long.hashCode(examples);
  }
}
