// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Case;
import io.flinksgd.testing.Formats;
import io.flinksgd.testing.GoldenBytes;
import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class DivergenceWatchTest {
  private final Scores total = new Scores();
  private DivergenceWatch watch = new DivergenceWatch(LossMeasure.LOG_LOSS, 2);

  @Test
  void usageExample() {
    come(1000, 0.5, 0.25f);
    assertThat(watch.judge(total)).isEmpty();
    come(1000, 0.5, 0.999f);
    assertThat(watch.judge(total))
        .hasValueSatisfying(
            words ->
                assertThat(words)
                    .startsWith(
                        "the model has diverged: the progressive log-loss of the last 1,000"
                            + " examples is 6.908, that of the base rate 0.6931; above 1.386 it"));
    assertThat(watch.diverged()).isTrue();
    come(1000, 0.5, 0.25f);
    assertThat(watch.judge(total))
        .hasValueSatisfying(words -> assertThat(words).startsWith("the loss is back: "));
    assertThat(watch.diverged()).isFalse();
  }

  @Test
  @Tag("case")
  void aWindowWithFewExamplesDoesNotAlarm() {
    come(99, 0.5, 1f);
    Case.equal("figures", "99 examples, all certain and wrong", false, judged());
    come(1, 0.5, 1f);
    Case.equal("figures", "100 examples, all certain and wrong", true, judged());
  }

  @Test
  @Tag("case")
  void aModelThatBeginsToLearnARareClassHasNotDiverged() {
    for (int i = 0; i < 1000; i++) {
      total.add(0.5f, i == 0 ? 1f : 0f, 1f);
    }
    watch.add(total.copy());
    Case.equal(
        "figures", "an untrained model at a base rate of 0.001, log-loss 0.693", false, judged());
    // it has learned the base rate
    come(10_000, 0.001, 0.001f);
    assertThat(judged()).isFalse();
    come(1000, 0.001, 0.1f);
    Case.equal("figures", "log-loss 0.107 where that of the base rate is 0.008", true, judged());
  }

  @Test
  void twoSurprisesInAWindowAreNoDivergence() {
    come(10_000, 0.001, 0.001f);
    assertThat(judged()).isFalse();
    Scores surprises = new Scores();
    for (int i = 0; i < 100; i++) {
      surprises.add(1e-7f, i < 2 ? 1f : 0f, 1f);
    }
    watch.add(surprises);
    total.merge(surprises);
    assertThat(judged()).isFalse();
  }

  @Test
  @Tag("case")
  void regressionDivergesByManyExamplesAndNotByOne() {
    watch = new DivergenceWatch(LossMeasure.SQUARED_ERROR, 0);
    regression(1000, 0, 0);
    assertThat(judged()).isFalse();
    regression(1000, 1, 1e18);
    Case.equal("figures", "regression, one score of 1000 is 1e18", false, judged());
    regression(1000, 1000, 30);
    Case.equal("figures", "regression, errors of 30, labels spread by 1", true, judged());
    regression(1000, 1, 1e18);
    assertThat(judged()).as("back, but for one").isFalse();
  }

  @Test
  void labelsThatDoNotVaryMakeNoAlarm() {
    watch = new DivergenceWatch(LossMeasure.SQUARED_ERROR, 0);
    for (int window = 0; window < 3; window++) {
      Scores steady = new Scores();
      for (int i = 0; i < 1000; i++) {
        steady.addNumber(4.9f, 5f, 1f);
      }
      watch.add(steady);
      total.merge(steady);
      assertThat(judged()).isFalse();
    }
  }

  @Test
  void moreClassesAreHeldAgainstTheirEntropy() {
    watch = new DivergenceWatch(LossMeasure.LOG_LOSS, 10);
    classes(0.1f);
    assertThat(judged()).as("untrained").isFalse();
    classes(0.6f);
    assertThat(judged()).isFalse();
    classes(1e-6f);
    assertThat(judged()).isTrue();
  }

  @Test
  void goesOnAfterARestoreWhereItWas() throws IOException {
    come(1000, 0.5, 0.25f);
    watch.judge(total);
    come(60, 0.5, 1f);
    DivergenceWatch.State state = Formats.roundTrip(new DivergenceWatch.Format(), watch.state());
    Formats.refusesOtherBeginnings(new DivergenceWatch.Format(), state, Header.BYTES);
    watch = new DivergenceWatch(LossMeasure.LOG_LOSS, 2);
    watch.restore(state, false);
    come(40, 0.5, 1f);
    assertThat(judged()).isTrue();
    state = watch.state();
    come(100, 0.5, 1f);
    assertThat(watch.judge(total)).as("was said").isEmpty();
    watch.restore(state, true);
    come(100, 0.5, 1f);
    assertThat(watch.judge(total)).as("is said again to a job that is to fail").isPresent();
  }

  @Test
  void bytesNeverChange() throws IOException {
    Scores window = new Scores();
    window.add(0.75f, 1f, 1f);
    window.add(0.25f, 0f, 2f);
    DivergenceWatch.State state = new DivergenceWatch.State(window, true, false);
    assertThat(Formats.write(new DivergenceWatch.Format(), state))
        .asHexString()
        .isEqualToIgnoringCase(GoldenBytes.of(FormatId.DIVERGENCE_WATCH));
  }

  @Test
  void nothingIsJudgedThatIsNotKnown() {
    assertThat(judged()).isFalse();
    Scores weightless = new Scores();
    for (int i = 0; i < 200; i++) {
      weightless.add(1f, 0f, 0f);
    }
    watch.add(weightless);
    assertThat(judged()).isFalse();
  }

  private boolean judged() {
    var unused = watch.judge(total);
    return watch.diverged();
  }

  /** Positives score 1 - {@code negative}; rare ones are spread evenly. */
  private void come(int examples, double baseRate, float negative) {
    Scores more = new Scores();
    for (int i = 0; i < examples; i++) {
      boolean positive = Math.floor((i + 1) * baseRate) > Math.floor(i * baseRate);
      boolean rare = baseRate < 0.1;
      more.add(positive && !rare ? 1 - negative : negative, positive ? 1f : 0f, 1f);
    }
    watch.add(more);
    total.merge(more);
  }

  private void regression(int examples, int off, double by) {
    Random random = new Random(1);
    Scores more = new Scores();
    for (int i = 0; i < examples; i++) {
      float label = (float) random.nextGaussian();
      more.addNumber((float) (label + (i < off ? by : 0.1)), label, 1f);
    }
    watch.add(more);
    total.merge(more);
  }

  private void classes(float probability) {
    Scores more = new Scores();
    for (int i = 0; i < 1000; i++) {
      more.addClass(0, i % 10, 1f, probability);
    }
    watch.add(more);
    total.merge(more);
  }
}
