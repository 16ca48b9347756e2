// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.layout.Layout;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Optimizers;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of 20 coordinates in pages of 16. */
final class InitialPagesTest {
  private static final Layout LAYOUT = new Layout(20, 16, 1, 1);

  @ParameterizedTest
  @ValueSource(strings = {"sgd:0.1", "momentum:0.1", "adagrad", "ftrl", "adam"})
  void everyWeightOfAPageIsTheModels(String text) {
    Optimizer optimizer = Optimizers.parse(text);
    InitialPages pages = new InitialPages(LAYOUT, new Tenths(), optimizer);
    for (int page = 0; page < 2; page++) {
      float[] block = new float[16 * optimizer.stride()];
      assertThat(pages.fill(page, block)).isTrue();
      for (int k = 0; k < LAYOUT.pageLength(page); k++) {
        assertThat(optimizer.weight(block, k * optimizer.stride()))
            .as("page %d, coordinate %d of it", page, k)
            .isCloseTo((page * 16 + k) / 10f, within(1e-5f));
      }
      for (int k = LAYOUT.pageLength(page) * optimizer.stride(); k < block.length; k++) {
        assertThat(block[k]).as("behind the last coordinate").isZero();
      }
    }
  }

  @Test
  void pagesOfAModelThatBeginsWithZerosAreAsTheyWere() {
    InitialPages pages =
        new InitialPages(LAYOUT, LogisticRegression.sparse(19), Optimizers.parse("ftrl"));
    float[] block = new float[32];
    assertThat(pages.fill(0, block)).isFalse();
    assertThat(block).containsOnly(0f);
  }

  /** Begins with a tenth of the coordinate's number. */
  private static final class Tenths implements Model {
    private static final long serialVersionUID = 1L;

    @Override
    public void initial(int first, float[] weights) {
      for (int k = 0; k < weights.length; k++) {
        weights[k] = (first + k) / 10f;
      }
    }

    @Override
    public int dimension() {
      return LAYOUT.dimension();
    }

    @Override
    public boolean pullsAll() {
      return true;
    }

    @Override
    public boolean classifies() {
      return false;
    }

    @Override
    public Optional<Rejected> reject(Example example) {
      return Optional.empty();
    }

    @Override
    public void check(Features features) {}

    @Override
    public void append(Example example, MiniBatch batch) {
      throw new UnsupportedOperationException("it only begins");
    }

    @Override
    public Learner learner(Optimizer optimizer, boolean localSteps) {
      throw new UnsupportedOperationException("it only begins");
    }

    @Override
    public double score(Features features, Weights weights) {
      throw new UnsupportedOperationException("it only begins");
    }

    @Override
    public String spec() {
      return "tenths";
    }
  }
}
