// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.consistency.Share;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Push;
import io.flinksgd.message.Staleness;
import io.flinksgd.message.View;
import io.flinksgd.model.LinearRegression;
import io.flinksgd.model.Loss;
import io.flinksgd.optimizer.Sgd;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A worker and two servers with a block of 16 coordinates each. The first feature is 3 and the
 * intercept, the last coordinate, 1, so that the first block carries 0.95 of a gradient's norm;
 * batches are of one example.
 */
final class MissingBlocksTest {
  private static final Layout LAYOUT = new Layout(32, 16, 2, 2);
  private static final float RATE = 0.01f;

  private final List<Message.Step> sent = new ArrayList<>();

  private final WorkerEffects effects =
      new WorkerEffects() {
        @Override
        public void send(Message message) {
          if (message instanceof Message.Step step) {
            sent.add(step);
          }
        }

        @Override
        public void learned(MiniBatch batch, float[] score, float[] probabilities) {}

        @Override
        public void rejected(Rejected rejected) {
          throw new AssertionError(rejected);
        }

        @Override
        public void gap(double gap, double bound, double rate) {}

        @Override
        public void staleness(long updates) {}
      };

  @Test
  void usageExample() {
    WorkerLogic worker = worker("elastic-scheduler:0.5,level=block");
    reply(worker, 0, 1, 0, 0f);
    assertThat(pushes()).as("the first step waits for all").isEmpty();
    reply(worker, 1, 1, 0, 0f);
    assertThat(pushes()).hasSize(2);
    reply(worker, 0, 2, 1, 0f);
    Push late = pushes().get(0);
    assertThat(late.id()).isEqualTo(2);
    assertThat(late.view().pull()).as("the answer that stands in").isEqualTo(1);
    assertThat(late.view().version()).isZero();
    assertThat(worker.statistics().blocksMissing()).isEqualTo(1);
  }

  @Test
  void theLastBlockIsSentFirst() {
    WorkerLogic worker = worker("synchronous");
    assertThat(sent.stream().map(Message.Step::target)).containsExactly(1, 0);
    reply(worker, 0, 1, 0, 0f);
    reply(worker, 1, 1, 0, 0f);
    assertThat(sent.stream().map(Message.Step::target)).containsExactly(1, 0, 1, 0);
  }

  @Test
  void aBlockThatCarriesTooLittleIsNotEnough() {
    WorkerLogic worker = worker("elastic-scheduler:0.5,level=block");
    begin(worker);
    reply(worker, 1, 2, 1, 0f);
    assertThat(pushes()).as("0.3 of the norm").isEmpty();
    reply(worker, 0, 2, 1, 0f);
    assertThat(pushes()).hasSize(2);
    assertThat(worker.statistics().blocksMissing()).isZero();
  }

  @Test
  void aBlockLacksAtMostOneRound() {
    WorkerLogic worker = worker("elastic-scheduler:0,level=block");
    reply(worker, 0, 1, 0, 0f);
    reply(worker, 1, 1, 0, 0f);
    assertThat(pushes().stream().map(Push::id)).as("at once").containsExactly(1L, 1L, 2L, 2L);
    reply(worker, 0, 2, 1, 0f);
    assertThat(pushes()).isEmpty();
    reply(worker, 0, 3, 2, 0f);
    assertThat(pushes()).as("the other block lacks two rounds").isEmpty();
    reply(worker, 1, 2, 1, 0f);
    assertThat(pushes().stream().map(Push::id)).containsExactly(3L, 3L);
  }

  @Test
  void aMissingBlockIsMovedByTheOwnGradientAndCorrectedByTheAnswer() {
    WorkerLogic worker = worker("elastic-scheduler:0.5,level=block");
    begin(worker);
    reply(worker, 0, 2, 1, 0f);
    reply(worker, 1, 2, 1, 0.5f);
    Push second = pushes().get(0);
    assertThat(second.view().weights()[15]).as("no round has moved it yet").isZero();
    reply(worker, 0, 3, 2, 0f);
    assertThat(pushes().get(0).view().weights()[15])
        .as("the answer, moved by the last gradient")
        .isEqualTo(0.5f - RATE * gradient(second), within(1e-6f));
  }

  @Test
  void aMissingBlockStaysAsItWasWithTheBoundOnNorms() {
    WorkerLogic worker = worker("elastic-scheduler:0.5,level=block,bound=norm");
    begin(worker);
    reply(worker, 0, 2, 1, 0f);
    reply(worker, 1, 2, 1, 0.5f);
    sent.clear();
    reply(worker, 0, 3, 2, 0f);
    assertThat(pushes().get(0).view().weights()[15]).isEqualTo(0.5f);
  }

  @Test
  void whoHasComeBackTakesNoBlockForTheNewestBeforeItIsTold() {
    WorkerLogic worker = worker("elastic-scheduler:0,level=block");
    begin(worker);
    worker.leave();
    worker.begin();
    reply(worker, 0, 2, 1, 0f);
    reply(worker, 1, 2, 1, 0f);
    assertThat(pushes()).isEmpty();
    worker.receive(new Message.Admit(0, 1, 0, 1));
    assertThat(pushes()).isEmpty();
    worker.receive(new Message.Admit(0, 1, 1, 1));
    assertThat(pushes().stream().map(Push::id)).containsExactly(3L, 3L);
  }

  /** The gradient of the intercept, the last coordinate of its block. */
  private static float gradient(Push push) {
    Payload.Plain plain = push.update().plain();
    return plain.values()[plain.from() + 15];
  }

  private void begin(WorkerLogic worker) {
    reply(worker, 0, 1, 0, 0f);
    reply(worker, 1, 1, 0, 0f);
    sent.clear();
  }

  private WorkerLogic worker(String policy) {
    TrainingSpec spec =
        TrainingSpec.of(LinearRegression.dense(31, new Loss.Squared()))
            .optimizer(Sgd.of(RATE))
            .localSteps(false)
            .consistency(Consistency.parse(policy))
            .gapSampling(1)
            .batch(1);
    WorkerLogic worker = new WorkerLogic(0, 1, 1, spec, LAYOUT, effects);
    for (int i = 0; i < 5; i++) {
      float[] values = new float[31];
      values[0] = 3f;
      worker.accept(Example.of(1f, new Features.Dense(values)));
    }
    return worker;
  }

  /** Pushes since the last time. */
  private List<Push> pushes() {
    List<Push> pushes = sent.stream().map(Message.Step::push).filter(Push::present).toList();
    sent.clear();
    return pushes;
  }

  private static void reply(WorkerLogic worker, int server, long pull, long version, float weight) {
    ServerProgress clock =
        new ServerProgress(new AppliedPush(0, 0, Double.NaN), version, new Share(0, 1, 1));
    float[] values = new float[16];
    Arrays.fill(values, weight);
    worker.receive(
        new Message.Reply(
            0,
            1,
            server,
            new View(pull, version, version, 0, new Payload.Plain(values, 0, 16)),
            clock,
            Staleness.NONE));
  }
}
