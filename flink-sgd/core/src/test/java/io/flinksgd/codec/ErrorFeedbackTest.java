// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ErrorFeedbackTest {
  private final Random random = new Random(9);

  @Test
  void usageExample() {
    ErrorFeedback feedback = new ErrorFeedback(new TopK(0.5), 2, random);
    float[] decoded = new float[2];

    new TopK(0.5).decode(feedback.encode(new float[] {3, 2}, 0, 2, 0), 2, decoded, 0);
    assertThat(decoded).containsExactly(3, 0);
    assertThat(feedback.residual()).containsExactly(0, 2);

    new TopK(0.5).decode(feedback.encode(new float[] {3, 2}, 0, 2, 0), 2, decoded, 0);
    assertThat(decoded).containsExactly(0, 4);
    assertThat(feedback.residual()).containsExactly(3, 0);
  }

  /** Messages and residual together are all that was to be sent. */
  @ParameterizedTest
  @ValueSource(strings = {"top-k:0.02", "one-bit", "qsgd:3"})
  void nothingIsLostForGoodAndTheResidualStaysWithinTheory(String text) {
    GradientCodec codec = GradientCodec.parse(text);
    int count = 2000;
    ErrorFeedback feedback = new ErrorFeedback(codec, count, random);
    double[] wanted = new double[count];
    double[] sent = new double[count];
    float[] decoded = new float[count];
    double norm = 0;
    for (int message = 0; message < 300; message++) {
      float[] gradient = new float[count];
      double squares = 0;
      for (int k = 0; k < count; k++) {
        gradient[k] = (float) random.nextGaussian() * (1 + k % 10);
        wanted[k] += gradient[k];
        squares += gradient[k] * (double) gradient[k];
      }
      norm = Math.max(norm, Math.sqrt(squares));
      codec.decode(feedback.encode(gradient, 0, count, 0), count, decoded, 0);
      for (int k = 0; k < count; k++) {
        sent[k] += decoded[k];
      }
    }
    double residual = 0;
    for (int k = 0; k < count; k++) {
      double missing = wanted[k] - sent[k];
      assertThat((double) feedback.residual()[k]).isCloseTo(missing, within(1e-4));
      residual += missing * missing;
    }
    double root = Math.sqrt(codec.contraction(count));
    assertThat(Math.sqrt(residual)).isLessThan(norm * root / (1 - root));
    EncodingStatistics statistics = feedback.statistics();
    double bound = statistics.contractionBound();
    assertThat(statistics.contraction()).isBetween(0.45 * bound, bound);
    assertThat(bound).isEqualTo(codec.contraction(count));
    assertThat(statistics.messages()).isEqualTo(300);
    assertThat(statistics.ratio()).isGreaterThan(10);
  }

  @Test
  void residualsOfOtherWorkersAreTakenOver() {
    ErrorFeedback feedback = new ErrorFeedback(new TopK(0.5), 2, random);
    feedback.adopt(new float[] {1, 2});
    feedback.adopt(new float[] {0, 2});
    float[] decoded = new float[2];
    new TopK(0.5).decode(feedback.encode(new float[] {2, 0}, 0, 2, 0), 2, decoded, 0);

    assertThat(decoded).containsExactly(0, 4);
    assertThatThrownBy(() -> feedback.adopt(new float[3]))
        .hasMessage("residual must have 2 coordinates: length=3");
    assertThatThrownBy(() -> feedback.adopt(new float[] {0, Float.NaN}))
        .hasMessageStartingWith("restored residual must be finite: coordinate=1, residual=NaN; ");
  }

  @Test
  void rangesOfTheModelHaveResidualsOfTheirOwn() {
    ErrorFeedback feedback = new ErrorFeedback(new TopK(0.5), 4, random);
    feedback.encode(new float[] {9, 9, 3, 2}, 2, 2, 2);
    assertThat(feedback.residual()).containsExactly(0, 0, 0, 2);
  }
}
