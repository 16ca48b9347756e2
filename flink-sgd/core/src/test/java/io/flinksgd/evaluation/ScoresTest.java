// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.testing.Case;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ScoresTest {
  private record Scored(float score, float label, float weight) {}

  @Test
  void usageExample() {
    Scores scores = new Scores();
    scores.add(0.75f, 1f, 1f);
    scores.add(0.25f, 1f, 1f);
    scores.add(0.5f, 0f, 2f);
    assertThat(scores.examples()).isEqualTo(3);
    assertThat(scores.auc()).isEqualTo(0.5);
    assertThat(scores.accuracy()).isEqualTo(0.25);
    assertThat(scores.baseRate()).isEqualTo(0.5);
    assertThat(scores.calibration()).isEqualTo(1);
    assertThat(scores.logLoss())
        .isCloseTo(-(Math.log(0.75) + Math.log(0.25) + 2 * Math.log(0.5)) / 4, within(1e-12));
    assertThat(scores.baseLogLoss()).isCloseTo(Math.log(2), within(1e-12));
    assertThat(scores.rmse()).isCloseTo(Math.sqrt(1.125 / 4), within(1e-12));
    assertThat(scores.meanAbsoluteError()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void areaUnderTheCurveIsTheShareOfOrderedPairs() {
    for (long seed = 0; seed < 20; seed++) {
      List<Scored> all = random(seed, 300);
      double pairs = 0;
      double right = 0;
      for (Scored p : all) {
        for (Scored n : all) {
          if (p.label == 1f && n.label == 0f) {
            double weight = (double) p.weight * n.weight;
            pairs += weight;
            right += p.score > n.score ? weight : p.score == n.score ? weight / 2 : 0;
          }
        }
      }
      assertThat(of(all).auc()).as("seed=" + seed).isCloseTo(right / pairs, within(1e-12));
    }
  }

  @Test
  void logLossIsTheMeanOverWeights() {
    for (long seed = 0; seed < 20; seed++) {
      List<Scored> all = random(seed, 5000);
      double sum = 0;
      double weights = 0;
      for (Scored each : all) {
        double p = Math.max(1e-7, Math.min(1 - 1e-7, each.score));
        sum -= each.weight * Math.log(each.label == 1f ? p : 1 - p);
        weights += each.weight;
      }
      assertThat(of(all).logLoss()).as("seed=" + seed).isCloseTo(sum / weights, within(1e-9));
    }
  }

  @Test
  void certainAndWrongCostsAsMuchAsTheClampAllows() {
    Scores scores = new Scores();
    for (int i = 0; i < 1000; i++) {
      scores.add(i % 2, 1 - i % 2, 1f);
    }
    assertThat(scores.logLoss()).isCloseTo(-Math.log(1e-7), within(1e-6));
    assertThat(scores.auc()).isZero();
    assertThat(scores.accuracy()).isZero();
  }

  @Test
  void mergeIsAddingEverythingToOne() {
    for (long seed = 0; seed < 20; seed++) {
      List<Scored> all = random(seed, 2000);
      Scores merged = new Scores();
      for (int from = 0; from < all.size(); from += 137) {
        Scores part = of(all.subList(from, Math.min(all.size(), from + 137)));
        Scores copy = part.copy();
        merged.merge(part);
        assertThat(part).isEqualTo(copy);
      }
      assertClose(merged, of(all));
    }
  }

  @Test
  void comeBackEqualFromBytes() throws IOException {
    for (Scores scores : List.of(new Scores(), of(random(1, 1)), of(random(2, 3000)))) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      scores.write(new DataOutputStream(bytes));
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
      Scores read = Scores.read(in);
      assertThat(in.available()).isZero();
      assertThat(read).isEqualTo(scores).hasSameHashCodeAs(scores);
      if (scores.examples() > 0) {
        assertClose(read, scores);
      }
    }
  }

  @Test
  @Tag("case")
  void areaUnderTheCurveIsRightHoweverRareAClassIs() {
    equal("negatives all 1e-4, positives all 2e-4", 1.0, 1e-4f, 2e-4f);
    equal("negatives all 2e-4, positives all 1e-4", 0.0, 2e-4f, 1e-4f);
    equal("negatives all 1e-12, positives all 1.01e-12", 1.0, 1e-12f, 1.01e-12f);
    equal("negatives all 0.9998, positives all 0.9999", 1.0, 0.9998f, 0.9999f);
    equal("negatives all 1e-4, positives all 1e-4", 0.5, 1e-4f, 1e-4f);
    equal("negatives all 0, positives all 1e-30", 1.0, 0f, 1e-30f);
    equal("negatives all 0.9999999, positives all 1", 1.0, 0.9999999f, 1f);
    equal("negatives all -3, positives all 0", 0.5, -3f, 0f);
    equal("negatives all 1e-40, positives all 7 (no probabilities)", 1.0, 1e-40f, 7f);
  }

  private static void equal(String input, double right, float negative, float positive) {
    Scores scores = new Scores();
    for (int i = 0; i < 10_000; i++) {
      scores.add(negative, 0f, 1f);
    }
    scores.add(positive, 1f, 1f);
    Case.equal("figures", "AUC of " + input, right, scores.auc());
  }

  @Test
  @Tag("case")
  void areaUnderTheCurveIsNearTheExactOneAtAnyBaseRate() {
    for (double baseRate : new double[] {0.5, 1e-2, 1e-3, 1e-4, 1 - 1e-4}) {
      // log-odds of a model that is not bad, and of one that hardly says anything: all its scores
      // are in twenty bins
      near(baseRate, 0.7, 1e-4);
      near(baseRate, 0.02, 1e-3);
    }
  }

  /** By log-odds that are normal around the base rate's; exact by sorting, merged of parts. */
  private static void near(double baseRate, double deviation, double within) {
    Random random = new Random(7);
    int n = 1_000_000;
    Scores[] parts = {new Scores(), new Scores(), new Scores()};
    float[] positives = new float[n];
    float[] negatives = new float[n];
    int positive = 0;
    int negative = 0;
    double odds = Math.log(baseRate / (1 - baseRate));
    for (int i = 0; i < n; i++) {
      boolean rare = random.nextFloat() < Math.max(baseRate, 1e-3);
      double more = rare ? deviation : 0;
      float score = (float) (1 / (1 + Math.exp(-odds - more - deviation * random.nextGaussian())));
      parts[i % 3].add(score, rare ? 1f : 0f, 1f);
      if (rare) {
        positives[positive++] = score;
      } else {
        negatives[negative++] = score;
      }
    }
    parts[0].merge(parts[1]);
    parts[0].merge(parts[2]);
    Case.near(
        "figures",
        "AUC at scores around %s, log-odds spread by %s".formatted(baseRate, deviation),
        exact(Arrays.copyOf(positives, positive), Arrays.copyOf(negatives, negative)),
        within,
        parts[0].auc());
  }

  private static double exact(float[] positives, float[] negatives) {
    Arrays.sort(positives);
    Arrays.sort(negatives);
    double pairs = 0;
    int below = 0;
    int upTo = 0;
    for (float score : positives) {
      while (below < negatives.length && negatives[below] < score) {
        below++;
      }
      while (upTo < negatives.length && negatives[upTo] <= score) {
        upTo++;
      }
      pairs += (below + upTo) / 2.0;
    }
    return pairs / ((double) positives.length * negatives.length);
  }

  @Test
  void whateverComesIsCounted() {
    Scores scores = new Scores();
    for (float score :
        new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 2f}) {
      scores.add(score, 1f, 1f);
      scores.add(0.5f, 0f, 1f);
    }
    assertThat(scores.auc()).isEqualTo(0.4);
  }

  @Test
  void bytesNeverChange() throws IOException {
    Scores scores = new Scores();
    scores.add(0.75f, 1f, 1f);
    scores.add(0.25f, 0f, 2f);
    String sums =
        "0000000000000002"
            + "4008000000000000"
            + "3feb9e1319cf495b"
            + "4008000000000000"
            + "3ff0000000000000"
            + "3ff4000000000000"
            + "3fc8000000000000"
            + "3fe8000000000000";
    String bins = "00000002" + "000004044000000000000000" + "000004073ff0000000000000";
    String fine = "00000002" + "000010044000000000000000" + "000010073ff0000000000000";
    String kinds = "00".repeat(24); // no numbers, no classes
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    scores.write(new DataOutputStream(bytes));
    assertThat(HexFormat.of().formatHex(bytes.toByteArray()))
        .isEqualTo("04" + sums + kinds + bins + "00000000" + "00000000");
    assertThat(read("03" + sums + kinds + fine + "00000000" + "00000000"))
        .satisfies(read -> assertClose(read, scores));
    assertThat(read("02" + sums + fine)).satisfies(read -> assertClose(read, scores));
    assertThat(read("01" + sums + "000000010c003ff0000000000000" + "0000000104004000000000000000"))
        .satisfies(read -> assertClose(read, scores));
  }

  private static Scores read(String hex) throws IOException {
    return Scores.read(new DataInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(hex))));
  }

  @Test
  void finerBinsOfOldStateFallIntoThoseOfToday() throws IOException {
    Random random = new Random(3);
    Scores today = new Scores();
    Map<Integer, Double> fine = new TreeMap<>();
    for (int i = 0; i < 3000; i++) {
      float score = i % 100 == 0 ? i % 200 / 100f : (float) Math.exp(-20 * random.nextDouble());
      score = random.nextBoolean() ? score : 1 - score;
      boolean one = random.nextBoolean();
      today.add(score, one ? 1f : 0f, 1f);
      fine.merge(fineBin(score, one), 1.0, Double::sum);
    }
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    today.write(new DataOutputStream(written));
    ByteArrayOutputStream old = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(old);
    out.writeByte(3);
    out.write(written.toByteArray(), 1, 8 + 10 * 8);
    out.writeInt(fine.size());
    for (Map.Entry<Integer, Double> each : fine.entrySet()) {
      out.writeInt(each.getKey());
      out.writeDouble(each.getValue());
    }
    out.writeLong(0);
    assertThat(read(HexFormat.of().formatHex(old.toByteArray()))).isEqualTo(today);
  }

  /** The number of a bin of ten bits of the mantissa, as versions 2 and 3 wrote it. */
  private static int fineBin(float score, boolean positive) {
    float tail = score > 0.5f ? 1 - score : score;
    int half = Float.floatToRawIntBits(0.5f) >>> 13;
    int bin = tail > 0 ? half + 1 - (Float.floatToRawIntBits(tail) >>> 13) : 0;
    return 4 * bin + (score > 0.5f ? 2 : 0) + (positive ? 1 : 0);
  }

  @Test
  void refusesOtherBytes() {
    assertThatThrownBy(() -> read("05")).hasMessage("scores must be of version 1 to 4: version=5");
    String none = "00".repeat(64);
    assertThatThrownBy(() -> read("02" + none + "0fffffff"))
        .hasMessageStartingWith("bin must be in [0, ");
    assertThatThrownBy(() -> read("02" + none + "00000001" + "ffffffff"))
        .hasMessageEndingWith("bin=-1");
    assertThatThrownBy(() -> read("01" + none + "00000001" + "1000"))
        .hasMessage("bin must be in [0, 4096): bin=4096");
  }

  @Test
  void ofNumbersErrorsMeanSomethingAndProbabilitiesNothing() throws IOException {
    Scores scores = new Scores();
    scores.addNumber(3f, 1f, 1f);
    scores.addNumber(5f, 5f, 3f);
    assertThat(scores.rmse()).isEqualTo(1);
    assertThat(scores.baseRate()).isEqualTo(4);
    assertThat(scores.baseRmse()).isCloseTo(Math.sqrt(3), within(1e-12));
    assertThat(scores.squaredErrorsAbove(3.9)).isEqualTo(1);
    assertThat(scores.squaredErrorsAbove(4.1)).isZero();
    assertThat(scores.logLoss()).isNaN();
    assertThat(scores.baseLogLoss()).isNaN();
    assertThat(scores.auc()).isNaN();
    assertThat(scores.accuracy()).isNaN();
    assertBack(scores);
  }

  @Test
  void ofClassesProbabilitiesMeanSomethingAndErrorsNothing() throws IOException {
    Scores scores = new Scores();
    scores.addClass(2, 2, 1f, 0.5f);
    scores.addClass(0, 7, 1f, 0.25f);
    assertThat(scores.logLoss()).isCloseTo(1.5 * Math.log(2), within(1e-12));
    assertThat(scores.baseLogLoss()).isCloseTo(Math.log(2), within(1e-12));
    assertThat(scores.accuracy()).isEqualTo(0.5);
    assertThat(scores.rmse()).isNaN();
    assertThat(scores.baseRate()).isNaN();
    assertThat(scores.calibration()).isNaN();
    assertThat(scores.auc()).isNaN();
    assertBack(scores);
  }

  private static void assertBack(Scores scores) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    scores.copy().write(new DataOutputStream(bytes));
    Scores read = read(HexFormat.of().formatHex(bytes.toByteArray()));
    assertThat(read).isEqualTo(scores);
    assertThat(read.squaredErrorsAbove(0.5)).isEqualTo(scores.squaredErrorsAbove(0.5));
  }

  @Test
  void withoutExamplesEveryMeanIsNotANumber() {
    Scores none = new Scores();
    assertThat(none.logLoss()).isNaN();
    assertThat(none.auc()).isNaN();
    assertThat(none.rmse()).isNaN();
    assertThat(none).isEqualTo(new Scores());
  }

  @Test
  void differByAnySum() {
    Scores one = new Scores();
    Scores two = new Scores();
    one.add(2f, 5f, 1f);
    two.add(2f, 6f, 1f);
    assertThat(one).isNotEqualTo(two);
  }

  private static void assertClose(Scores one, Scores two) {
    assertThat(one.examples()).isEqualTo(two.examples());
    assertThat(one.logLoss()).isCloseTo(two.logLoss(), within(1e-9));
    assertThat(one.auc()).isCloseTo(two.auc(), within(1e-9));
    assertThat(one.accuracy()).isCloseTo(two.accuracy(), within(1e-9));
    assertThat(one.baseRate()).isCloseTo(two.baseRate(), within(1e-9));
    assertThat(one.calibration()).isCloseTo(two.calibration(), within(1e-9));
    assertThat(one.rmse()).isCloseTo(two.rmse(), within(1e-9));
    assertThat(one.meanAbsoluteError()).isCloseTo(two.meanAbsoluteError(), within(1e-9));
  }

  private static List<Scored> random(long seed, int n) {
    Random random = new Random(seed);
    List<Scored> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      float score = (1 + random.nextInt(1023)) / 1024f;
      float weight = random.nextInt(3) == 0 ? random.nextInt(4) / 2f : 1f;
      all.add(new Scored(score, random.nextFloat() < score ? 1f : 0f, weight));
    }
    return all;
  }

  private static Scores of(List<Scored> all) {
    Scores scores = new Scores();
    all.forEach(each -> scores.add(each.score, each.label, each.weight));
    return scores;
  }
}
