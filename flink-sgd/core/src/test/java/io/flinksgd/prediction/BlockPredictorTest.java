// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.model.LinearRegression;
import io.flinksgd.model.Loss;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Sgd;
import io.flinksgd.spec.TrainingSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Two servers with a block of 16 coordinates each, gradients, and the rate 1/2. */
final class BlockPredictorTest {
  private static final Layout LAYOUT = new Layout(32, 16, 2, 2);
  private static final Model MODEL = LinearRegression.dense(31, new Loss.Squared());
  private static final MiniBatch BATCH = new MiniBatch(1, Numbering.identity());

  private final PartialView view = new PartialView(2, 1);

  @Test
  void usageExample() {
    Predictor predictor = predictor("elastic-scheduler:0.5,level=block");
    begin(predictor);
    view.pulled(2);
    assertThat(predictor.permits(view)).as("nothing of the last step is answered").isFalse();
    answer(predictor, 0, 2, 1, 1f);
    assertThat(predictor.permits(view)).as("0.8 of the norm").isTrue();
    predictor.complete(view, BATCH, 0.5f);
    assertThat(predictor.missing()).isEqualTo(1);
    assertThat(view.answered(1)).as("the answer that stands in").isEqualTo(1);
    assertThat(view.values()[31]).as("no round has moved the block yet").isZero();
  }

  @Test
  void aBlockThatCarriesTooLittleIsNotEnough() {
    Predictor predictor = predictor("elastic-scheduler:0.7,level=block");
    begin(predictor);
    view.pulled(2);
    answer(predictor, 1, 2, 1, 0f);
    assertThat(predictor.permits(view)).as("0.6 of the norm").isFalse();
    answer(predictor, 0, 2, 1, 0f);
    assertThat(predictor.permits(view)).isTrue();
  }

  @Test
  void aMissingBlockMovesByTheWorkersOwnGradientButNoFurtherThanARoundHasTakenIt() {
    Predictor predictor = predictor("elastic-scheduler:0,level=block");
    begin(predictor);
    view.pulled(2);
    answer(predictor, 0, 2, 1, 0f);
    answer(predictor, 1, 2, 1, 0.25f); // a norm of 1, by 16 coordinates
    pushed(predictor, 0.1f, 0.1f);
    view.pulled(3);
    answer(predictor, 0, 3, 2, 0f);
    predictor.complete(view, BATCH, 0.5f);
    assertThat(view.values()[31]).isEqualTo(0.25f - 0.5f * 0.1f, within(1e-6f));

    answer(predictor, 1, 3, 2, 0.25f);
    pushed(predictor, 8f, 8f);
    view.pulled(4);
    answer(predictor, 0, 4, 3, 0f);
    predictor.complete(view, BATCH, 0.5f);
    double moved = 0;
    for (int c = 16; c < 32; c++) {
      moved += Math.pow(view.values()[c] - 0.25, 2);
    }
    assertThat(Math.sqrt(moved)).isEqualTo(1, within(1e-5));
  }

  @Test
  void withTheBoundOnNormsItStaysAsItWas() {
    Predictor predictor = predictor("elastic-scheduler:0,level=block,bound=norm");
    begin(predictor);
    view.pulled(2);
    answer(predictor, 0, 2, 1, 0f);
    answer(predictor, 1, 2, 1, 0.25f);
    pushed(predictor, 1f, 1f);
    view.pulled(3);
    answer(predictor, 0, 3, 2, 0f);
    predictor.complete(view, BATCH, 0.5f);
    assertThat(view.values()[31]).isEqualTo(0.25f);
  }

  @Test
  void noBlockLacksMoreThanOneRound() {
    Predictor predictor = predictor("elastic-scheduler:0,level=block");
    begin(predictor);
    view.pulled(2);
    answer(predictor, 0, 2, 1, 0f);
    predictor.complete(view, BATCH, 0.5f);
    pushed(predictor, 1f, 1f);
    view.pulled(3);
    answer(predictor, 0, 3, 2, 0f);
    assertThat(predictor.permits(view)).as("server 1 has not answered pull 2").isFalse();
    predictor.answered(reply(1, 2, 1, 0f));
    assertThat(predictor.permits(view)).as("an answer that comes late").isTrue();
  }

  @Test
  void whoWasAwayWaitsUntilItIsAdmitted() {
    Predictor predictor = predictor("elastic-scheduler:0,level=block");
    begin(predictor);
    predictor.left();
    view.pulled(2);
    answer(predictor, 0, 2, 4, 0f);
    assertThat(predictor.permits(view)).isFalse();
    predictor.admitted(1);
    assertThat(predictor.permits(view)).isTrue();
  }

  @Test
  void withTheWholeNormThereIsNothingToPredict() {
    assertThat(made("elastic-scheduler:1,level=block")).isSameAs(Predictor.NONE);
    assertThat(made("synchronous")).isSameAs(Predictor.NONE);
    assertThat(made("elastic-scheduler:0.5")).isSameAs(Predictor.NONE);
  }

  /** The first step: both servers have answered, and the gradient has 0.8 and 0.6 of its norm. */
  private void begin(Predictor predictor) {
    view.resize(32);
    view.pulled(1);
    assertThat(predictor.permits(view)).as("the first step waits for all").isFalse();
    answer(predictor, 0, 1, 0, 0f);
    answer(predictor, 1, 1, 0, 0f);
    pushed(predictor, 0.8f, 0.6f);
  }

  private void answer(Predictor predictor, int server, long pull, long version, float weight) {
    predictor.answered(reply(server, pull, version, weight));
    Replies.take(view, new Replies.Part(server, pull, version, 1, 0), 16 * server, block(weight));
  }

  private static Message.Reply reply(int server, long pull, long version, float weight) {
    return Replies.of(new Replies.Part(server, pull, version, 1, 0), block(weight));
  }

  private static float[] block(float weight) {
    float[] values = new float[16];
    Arrays.fill(values, weight);
    return values;
  }

  private void pushed(Predictor predictor, float first, float second) {
    float[] gradient = new float[32];
    Arrays.fill(gradient, 0, 16, first);
    Arrays.fill(gradient, 16, 32, second);
    predictor.pushed(view, BATCH, gradient);
  }

  private static Predictor predictor(String policy) {
    Predictor predictor = made(policy);
    assertThat(predictor).isInstanceOf(BlockPredictor.class);
    return predictor;
  }

  private static Predictor made(String policy) {
    TrainingSpec spec =
        TrainingSpec.of(MODEL)
            .optimizer(Sgd.of(0.5f))
            .localSteps(false)
            .consistency(Consistency.parse(policy));
    return Predictor.of(
        spec,
        LAYOUT,
        MODEL.learner(spec.optimizer(), false),
        (part, floats, first) -> (Payload.Plain) part);
  }
}
