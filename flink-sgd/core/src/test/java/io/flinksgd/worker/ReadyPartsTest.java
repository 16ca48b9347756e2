// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.consistency.Share;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Staleness;
import io.flinksgd.message.View;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Sgd;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.MadeUpModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A worker of four servers with 16 coordinates each, and a learner that tells what is ready. */
final class ReadyPartsTest {
  private static final int SERVERS = 4;
  private static final Layout LAYOUT = new Layout(64, 16, SERVERS, SERVERS);

  private final List<String> done = new ArrayList<>();

  private final WorkerEffects effects =
      new WorkerEffects() {
        @Override
        public void send(Message message) {
          Message.Step step = (Message.Step) message;
          String push =
              step.push().present() ? "push " + step.push().update().plain().values()[0] + " " : "";
          done.add("%sto %d pull %d".formatted(push, step.target(), step.pull().id()));
        }

        @Override
        public void learned(MiniBatch batch, float[] score, float[] probabilities) {
          done.add("learned");
        }

        @Override
        public void rejected(Rejected rejected) {
          throw new AssertionError(rejected);
        }

        @Override
        public void gap(double gap, double bound, double rate) {}

        @Override
        public void staleness(long updates) {}
      };

  /** Is ready with the coordinates 40 on, then 32, then all; the push holds how far it is. */
  private final class InThreeParts implements Learner {
    @Override
    public List<Rejected> learn(
        MiniBatch batch,
        float[] view,
        int coordinates,
        long examples,
        float[] push,
        float[] score,
        Ready ready) {
      part(1, 40, push, ready);
      part(2, 32, push, ready);
      done.add("computed");
      Arrays.fill(push, 3);
      return List.of();
    }

    private void part(int number, int from, float[] push, Ready ready) {
      Arrays.fill(push, number);
      done.add("ready from " + from);
      ready.from(from);
    }
  }

  private final class Parts implements MadeUpModel {
    private static final long serialVersionUID = 1L;

    @Override
    public int dimension() {
      return LAYOUT.dimension();
    }

    @Override
    public boolean pullsAll() {
      return true;
    }

    @Override
    public void append(Example example, MiniBatch batch) {
      batch.endExample(1, 1, 0, "", example.origin());
    }

    @Override
    public Learner learner(Optimizer optimizer, boolean localSteps) {
      return new InThreeParts();
    }

    @Override
    public void learn(MiniBatch batch, int coordinates, float[] push, float[] score) {}

    @Override
    public String spec() {
      return "parts";
    }
  }

  @Test
  void partsAreSentAsTheyAreReadyAndTheRestAtTheEnd() {
    step(Consistency.synchronous(), 2);

    assertThat(done)
        .containsExactly(
            "ready from 40",
            "push 1.0 to 3 pull 2",
            "ready from 32",
            "push 2.0 to 2 pull 2",
            "computed",
            "learned",
            "push 3.0 to 1 pull 2",
            "push 3.0 to 0 pull 2");
  }

  @Test
  void withoutAnotherBatchThePartsPullNothing() {
    step(Consistency.asynchronous(), 1);

    assertThat(done)
        .filteredOn(each -> each.startsWith("push"))
        .allSatisfy(each -> assertThat(each).endsWith("pull 0"));
  }

  /** How much of a clip a server's part may use takes the norm of the whole push. */
  @Test
  void nothingIsSentEarlyWhenThePushMayBeClipped() {
    step(Consistency.elasticGap(1), 2);

    assertThat(done.subList(0, 4))
        .containsExactly("ready from 40", "ready from 32", "computed", "learned");
    assertThat(done).hasSize(8);
  }

  /** Learns from the first of so many batches. */
  private void step(Consistency policy, int batches) {
    TrainingSpec spec =
        TrainingSpec.of(new Parts())
            .optimizer(Sgd.of(1))
            .localSteps(false)
            .consistency(policy)
            .batch(1);
    WorkerLogic worker = new WorkerLogic(0, 1, 1, spec, LAYOUT, effects);
    for (int b = 0; b < batches; b++) {
      worker.accept(Example.of(1, new Features.Dense(new float[0])));
    }
    done.clear();
    for (int server = 0; server < SERVERS; server++) {
      ServerProgress clock =
          new ServerProgress(new AppliedPush(0, 0, Double.NaN), 0, new Share(0, 1, 1));
      worker.receive(
          new Message.Reply(
              0,
              1,
              server,
              new View(1, 0, 0, 0, new Payload.Plain(new float[16], 0, 16)),
              clock,
              Staleness.NONE));
    }
  }
}
