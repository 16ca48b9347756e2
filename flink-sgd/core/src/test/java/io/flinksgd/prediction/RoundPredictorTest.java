// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Payload;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Sgd;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Gradients of a sparse model, whose last coordinate, 16, is the intercept; the rate is 1/2. */
final class RoundPredictorTest {
  private static final Layout LAYOUT = new Layout(17, 16, 1, 1);
  private static final Model MODEL = LogisticRegression.sparse(16);

  private final Predictor predictor = predictor(PushWeight.SINGLE);

  @Test
  void usageExample() {
    MiniBatch first = batch(3);
    predictor.pushed(view(first, 1, 0, 0f, 0f), first, new float[] {2f, 4f});
    MiniBatch second = batch(3, 5);
    PartialView view = view(second, 4, 2, 10f, 10f, 10f);
    predictor.complete(view, second, 0.5f);
    assertThat(Arrays.copyOf(view.values(), 3))
        .as("coordinates 3, 5, 16: two late pushes, by each of which minus half of 2, ?, and 4")
        .containsExactly(8f, 10f, 6f);
  }

  @Test
  void aRoundThatLackedNothingIsTakenAsItIs() {
    MiniBatch batch = batch(3);
    predictor.pushed(view(batch, 1, 0, 0f, 0f), batch, new float[] {2f, 4f});
    PartialView view = view(batch, 4, 0, 10f, 10f);
    predictor.complete(view, batch, 0.5f);
    assertThat(Arrays.copyOf(view.values(), 2)).containsExactly(10f, 10f);
  }

  @Test
  void beforeTheFirstPushThereIsNothingToGoBy() {
    MiniBatch batch = batch(3);
    PartialView view = view(batch, 4, 2, 10f, 10f);
    predictor.complete(view, batch, 0.5f);
    assertThat(Arrays.copyOf(view.values(), 2)).containsExactly(10f, 10f);
  }

  @Test
  void aLatePushIsOnePartInTheMembersWhereTheServersTakeTheAverage() {
    Predictor parallel = predictor(PushWeight.PARALLEL);
    MiniBatch batch = batch(3);
    parallel.pushed(view(batch, 1, 0, 0f, 0f), batch, new float[] {2f, 4f});
    PartialView view = view(batch, 4, 2, 10f, 10f);
    parallel.complete(view, batch, 0.5f);
    assertThat(Arrays.copyOf(view.values(), 2))
        .as("two late pushes of four members")
        .containsExactly(9.5f, 9f);
  }

  @Test
  void whatWouldGoBeyondItsLimitStays() {
    MiniBatch batch = batch(3);
    predictor.pushed(view(batch, 1, 0, 0f, 0f), batch, new float[] {3e38f, 4f});
    PartialView view = view(batch, 4, 2, 10f, 10f);
    predictor.complete(view, batch, 0.5f);
    assertThat(Arrays.copyOf(view.values(), 2)).containsExactly(10f, 6f);
  }

  @Test
  void neverStartsWithoutAWholeView() {
    assertThat(predictor.permits(new PartialView(1, 1))).isFalse();
    assertThat(predictor.missing()).isZero();
  }

  private static Predictor predictor(PushWeight weight) {
    TrainingSpec spec =
        TrainingSpec.of(MODEL)
            .optimizer(Sgd.of(0.5f))
            .localSteps(false)
            .pushWeight(weight)
            .consistency(Consistency.predictedScheduler(0.5));
    Predictor predictor =
        Predictor.of(
            spec,
            LAYOUT,
            MODEL.learner(spec.optimizer(), false),
            (part, floats, first) -> (Payload.Plain) part);
    assertThat(predictor).isInstanceOf(RoundPredictor.class);
    return predictor;
  }

  /** An example with these features. */
  private static MiniBatch batch(int... features) {
    MiniBatch batch = new MiniBatch(1, Numbering.of(17));
    MODEL.append(Example.of(1f, Features.Sparse.ofOnes(features)), batch);
    batch.number();
    return batch;
  }

  private static PartialView view(MiniBatch batch, int members, int latePushes, float... values) {
    PartialView view = new PartialView(1, 1);
    view.resize(batch.distinct());
    view.pulled(1);
    Replies.take(view, new Replies.Part(0, 1, 0, members, latePushes), 0, values);
    return view;
  }
}
