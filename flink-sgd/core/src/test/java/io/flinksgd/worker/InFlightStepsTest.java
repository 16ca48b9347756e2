// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.consistency.Share;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Staleness;
import io.flinksgd.message.View;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.model.Model;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** At most two steps, and one server. */
final class InFlightStepsTest {
  private static final Layout LAYOUT = new Layout(17, 16, 1, 1);
  private static final Model MODEL = LogisticRegression.sparse(16);

  private final InFlightSteps steps =
      new InFlightSteps(
          2, new Codecs(TrainingSpec.of(MODEL), 0), () -> new InFlightStep(LAYOUT, false, 1, 1));

  @Test
  void usageExample() {
    assertThat(steps.isEmpty()).isTrue();
    MiniBatch batch = batch(3);
    InFlightStep step = steps.begin(batch);
    assertThat(step.pullOf(0).id()).isEqualTo(1);
    assertThat(step.pullOf(0).coordinates().count()).as("the feature, the intercept").isEqualTo(2);
    steps.answered(reply(1, 0.5f, 0.25f));
    assertThat(step.view().complete()).isTrue();
    assertThat(step.view().values()).startsWith(0.5f, 0.25f);
    assertThat(steps.removeFirst()).isSameAs(step);
    steps.giveBack(step);
    assertThat(steps.isEmpty()).isTrue();
  }

  @Test
  void thereAreAsManyAsThePipelineIsDeepAndOneThatIsBeingPushed() {
    steps.begin(batch(1));
    assertThat(steps.hasRoom()).isTrue();
    steps.begin(batch(2));
    assertThat(steps.hasRoom()).isFalse();
    InFlightStep pushed = steps.removeFirst();
    assertThat(steps.hasRoom()).isTrue();
    steps.begin(batch(3));
    assertThatThrownBy(() -> steps.begin(batch(4))).isInstanceOf(NoSuchElementException.class);
    steps.giveBack(pushed);
    assertThat(steps.begin(batch(5))).as("used again").isSameAs(pushed);
  }

  @Test
  void anAnswerGoesToTheStepThatHasAskedAndToNoneIfThatIsGone() {
    InFlightStep first = steps.begin(batch(1));
    InFlightStep second = steps.begin(batch(2));
    steps.answered(reply(2, 0.5f, 0.25f));
    assertThat(second.view().complete()).isTrue();
    assertThat(first.view().complete()).isFalse();
    steps.answered(reply(7, 0.5f, 0.25f));
    steps.answered(reply(2, 9f, 9f));
    assertThat(second.view().values()).as("answered once").startsWith(0.5f, 0.25f);
    assertThat(first.view().complete()).isFalse();
  }

  @Test
  void viewsThatAreDroppedArePulledAgainUnderNewNumbersOldestFirst() {
    InFlightStep first = steps.begin(batch(1));
    InFlightStep second = steps.begin(batch(2));
    steps.answered(reply(1, 0.5f, 0.25f));
    steps.dropViews();
    assertThat(first.view().complete()).isFalse();
    steps.answered(reply(2, 0.5f, 0.25f));
    assertThat(second.view().complete()).as("nobody waits for it").isFalse();
    List<Long> pulls = new ArrayList<>();
    steps.pullAgain(step -> pulls.add(step.pullOf(0).id()));
    assertThat(pulls).containsExactly(3L, 4L);
    steps.answered(reply(3, 0.5f, 0.25f));
    assertThat(first.view().complete()).isTrue();
  }

  @Test
  void batchesAreThereOldestFirst() {
    MiniBatch first = batch(1);
    MiniBatch second = batch(2);
    steps.begin(first);
    steps.begin(second);
    assertThat(steps.batches()).containsExactly(first, second);
    assertThat(steps.first().batch()).isSameAs(first);
  }

  private static MiniBatch batch(int feature) {
    MiniBatch batch = new MiniBatch(1, Numbering.of(17));
    MODEL.append(Example.of(1f, Features.Sparse.ofOnes(new int[] {feature})), batch);
    return batch;
  }

  private static Message.Reply reply(long pull, float... values) {
    return new Message.Reply(
        0,
        1,
        0,
        new View(pull, 0, 0, 0, Payload.Plain.of(values)),
        new ServerProgress(AppliedPush.NONE, 0, new Share(0, 1, 1)),
        Staleness.NONE);
  }
}
