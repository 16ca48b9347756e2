// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.consistency.Share;
import io.flinksgd.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A worker that may have one step uncovered, and two servers. */
final class StepGateTest {
  private static final float RATE = 0.1f;

  private final List<Message> sent = new ArrayList<>();
  private final StepGate gate = gate(Consistency.boundedDelay(1));

  private StepGate gate(Consistency policy) {
    return new StepGate(policy.gate(2, 3), 2, new StepSender(1, 1, 2, sent::add));
  }

  @Test
  void usageExample() {
    assertThat(gate.pass(RATE)).isTrue();
    gate.pushed(1);
    assertThat(gate.pass(RATE)).isFalse();
    assertThat(gate.waiting()).isTrue();
    assertThat(gate.waits()).isEqualTo(1);
    covered(1);
    assertThat(gate.waiting()).as("until somebody asks").isTrue();
    assertThat(gate.reopened(RATE)).isTrue();
    assertThat(gate.waiting()).isFalse();
    assertThat(gate.pass(RATE)).isTrue();
    assertThat(gate.ungatedSteps()).isZero();
  }

  @Test
  void whoDoesNotWaitIsNotToldThatItReopens() {
    assertThat(gate.reopened(RATE)).isFalse();
    gate.pushed(1);
    covered(1);
    assertThat(gate.reopened(RATE)).isFalse();
  }

  @Test
  void itStaysClosedWhileAServerLags() {
    gate.pushed(1);
    gate.pass(RATE);
    hear(0, 1, 1, 0);
    assertThat(gate.reopened(RATE)).isFalse();
    assertThat(gate.waiting()).isTrue();
  }

  @Test
  void onceIgnoredItStopsNobodyAndCounts() {
    gate.pushed(1);
    gate.pass(RATE);
    gate.ignore();
    assertThat(gate.reopened(RATE)).isTrue();
    assertThat(gate.pass(RATE)).isTrue();
    assertThat(gate.ungatedSteps()).isEqualTo(1);
    assertThat(gate.waits()).isEqualTo(1);
    covered(1);
    assertThat(gate.pass(RATE)).isTrue();
    assertThat(gate.ungatedSteps()).as("that one it would have let pass").isEqualTo(1);
  }

  @Test
  void aChangeOfMembershipIsConfirmedOnceToEachServer() {
    hear(0, 0, 0, 3);
    assertThat(sent).containsExactly(new Message.ConfirmShare(0, 1, 1, 3));
    hear(0, 0, 0, 3);
    hear(0, 0, 0, 2);
    assertThat(sent).as("nothing new").hasSize(1);
    hear(1, 0, 0, 4);
    assertThat(sent.get(1)).isEqualTo(new Message.ConfirmShare(1, 1, 1, 4));
  }

  /** The second server halves the share while a step weighs more than half of the bound. */
  @Test
  void aShareThatDoesNotFitIsConfirmedWhenItDoes() {
    StepGate strict = gate(Consistency.elasticGap(3));
    strict.received(0, progress(0, 0, 0, 1, 1, Double.NaN));
    strict.received(1, progress(0, 0, 0, 1, 1, Double.NaN));
    sent.clear();
    assertThat(strict.pass(RATE)).isTrue();
    strict.pushed(1);
    strict.received(0, progress(1, 1, 0, 1, 1, 4));
    strict.received(1, progress(1, 1, 0, 2, 2, 0));
    assertThat(sent).as("a norm of 2 of at most 1.5").isEmpty();
    strict.received(0, progress(1, 1, 1, 1, 1, 4));
    strict.received(1, progress(1, 1, 1, 2, 2, 0));
    assertThat(sent).containsExactly(new Message.ConfirmShare(1, 1, 1, 2));
  }

  private void covered(long push) {
    hear(0, push, push, 0);
    hear(1, push, push, 0);
  }

  private void hear(int server, long push, long watermark, long change) {
    gate.received(server, progress(push, push, watermark, change, 1, Double.NaN));
  }

  private static ServerProgress progress(
      long push, long version, long watermark, long change, int divisor, double normSquared) {
    return new ServerProgress(
        new AppliedPush(push, version, normSquared), watermark, new Share(change, divisor, 2));
  }
}
