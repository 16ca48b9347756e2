// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.ExampleSteps;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Optimizers;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalStepsTest {
  private static final int FEATURES = 20;
  private static final Model MODEL = LogisticRegression.sparse(FEATURES);

  @Test
  void usageExample() {
    Learner learner =
        LogisticRegression.sparse(1).learner(Optimizers.parse("sgd:rate=0.5,update=plain"), true);
    Example example = Example.of(1f, new Features.Sparse(new int[] {0}, new float[] {2f}));
    MiniBatch batch = Batches.of(LogisticRegression.sparse(1), List.of(example));
    float[] view = {0f, 0f};
    float[] push = new float[2];
    float[] score = new float[1];
    learner.learn(batch, view, 2, 0, push, score);
    assertThat(score).containsExactly(0.5f);
    assertThat(push).containsExactly(0.5f, 0.25f);
    assertThat(view).containsExactly(push);
    assertThat(learner.viewStride()).isEqualTo(1);
    assertThat(learner.pushStride()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd:0.1",
        "sgd:rate=0.1,update=plain",
        "sgd:rate=0.1,l1=0.01,l2=0.1",
        "sgd:rate=0.1,scale-free=true",
        "adagrad:rate=0.1,l1=0.01",
        "adagrad:rate=0.1,update=plain",
        "adagrad:rate=0.1,scale-free=true",
        "ftrl:alpha=0.1,l1=0.1,l2=0.1",
        "ftrl:alpha=0.1,l1=0.1,l2=0.1,update=plain"
      })
  void anySplitIntoBatchesIsBitForBitASequentialLoop(String text) {
    Optimizer optimizer = Optimizers.parse(text);
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<Example> examples =
          Stream.generate(() -> Batches.example(random, FEATURES)).limit(200).toList();
      float[] sequential = new float[MODEL.dimension() * optimizer.stride()];
      float[] scores = sequentially(optimizer, examples, sequential);
      float[] view = new float[sequential.length];
      Learner learner = MODEL.learner(optimizer, true);
      float[] push = new float[view.length];
      for (int from = 0; from < examples.size(); ) {
        int to = Math.min(examples.size(), from + 1 + random.nextInt(30));
        float[] before = view.clone();
        float[] score = new float[to - from];
        MiniBatch batch = Batches.of(MODEL, examples.subList(from, to));
        learner.learn(batch, view, MODEL.dimension(), from, push, score);
        for (int k = 0; k < view.length; k++) {
          assertThat(push[k]).isEqualTo(view[k] - before[k]);
        }
        for (int e = from; e < to; e++) {
          assertThat(score[e - from]).as("%s seed=%s", text, seed).isEqualTo(scores[e]);
        }
        from = to;
      }
      assertThat(view).as("%s seed=%s", text, seed).isEqualTo(sequential);
    }
  }

  /** What the class promises, an example at a time. */
  private static float[] sequentially(Optimizer optimizer, List<Example> examples, float[] block) {
    float[] scores = new float[examples.size()];
    ExampleSteps steps = optimizer.steps(new Loss.Logistic());
    for (int e = 0; e < scores.length; e++) {
      MiniBatch one = Batches.of(MODEL, List.of(examples.get(e)));
      scores[e] =
          steps.learn(
              block,
              one.position,
              one.value,
              0,
              one.entries(),
              one.label[0],
              one.weight[0],
              optimizer.rate(e));
    }
    return scores;
  }

  @Test
  void refusesAnOptimizerWhoseChangesDoNotAddUp() {
    assertThatThrownBy(() -> MODEL.learner(new NotAdditive(), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("local steps need an optimizer whose state adds up: optimizer=odd");
    assertThat(MODEL.learner(new NotAdditive(), false).pushStride()).isEqualTo(1);
  }

  private record NotAdditive() implements Optimizer {
    @Override
    public int stride() {
      return 1;
    }

    @Override
    public boolean additive() {
      return false;
    }

    @Override
    public float weight(float[] block, int at) {
      return block[at];
    }

    @Override
    public void update(float[] block, int at, float gradient, float rate) {
      block[at] = gradient;
    }

    @Override
    public float rate(long examples) {
      return 1f;
    }

    @Override
    public String spec() {
      return "odd";
    }
  }
}
