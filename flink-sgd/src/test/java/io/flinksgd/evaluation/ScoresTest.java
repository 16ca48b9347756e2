package io.flinksgd.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
  void refusesBytesOfAnotherVersion() {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(new byte[] {2}));
    assertThatThrownBy(() -> Scores.read(in)).hasMessage("scores must be of version 1: version=2");
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

  /** Scores are multiples of 1/4096, which the bins hold exactly. */
  private static List<Scored> random(long seed, int n) {
    Random random = new Random(seed);
    List<Scored> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      float score = (1 + random.nextInt(4095)) / 4096f;
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
