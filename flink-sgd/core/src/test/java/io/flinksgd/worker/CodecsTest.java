// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.model.LogisticRegression;
import io.flinksgd.spec.TrainingSpec;
import org.junit.jupiter.api.Test;

final class CodecsTest {
  private static final TrainingSpec SPEC = TrainingSpec.of(LogisticRegression.dense(2));

  @Test
  void whatWasLostGoesOutWithoutACodecToo() {
    Codecs codecs = new Codecs(SPEC.localSteps(false), 1);
    codecs.adopt(new float[] {0, 0.5f, 0});
    assertThat(codecs.residual()).containsExactly(0, 0.5f, 0);
    assertThat(codecs.encode(new float[] {1, 1, 1}, 0, 3, 1).bytes()).isEqualTo(12);

    assertThat(codecs.residual()).containsOnly(0);
  }

  @Test
  void lostGradientsAreNoPartOfLocalSteps() {
    Codecs codecs = new Codecs(SPEC.localSteps(true), 1);
    codecs.adopt(new float[3]);
    assertThatThrownBy(() -> codecs.adopt(new float[] {0, 0.5f, 0}))
        .hasMessage(
            "local-steps must be false while the restored state holds gradients that a codec has"
                + " lost: local-steps=true; run once with codec=none, which sends them, and take a"
                + " savepoint of that");
  }
}
