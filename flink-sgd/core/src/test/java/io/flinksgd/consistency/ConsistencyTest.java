// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConsistencyTest {
  @Test
  void usageExample() {
    Consistency policy = Consistency.parse("bounded-delay:4");
    assertThat(policy).isEqualTo(Consistency.boundedDelay(4));
    assertThat(policy.rounds()).isFalse();
    assertThat(policy.stalenessBound(3, 1)).isEqualTo(8);
  }

  @Test
  void itsSpecMakesAnEqualPolicy() {
    for (Consistency policy :
        List.of(
            Consistency.synchronous(),
            Consistency.quorum(3),
            Consistency.elasticScheduler(0.75),
            Consistency.predictedScheduler(0),
            Consistency.blockScheduler(0.75),
            Consistency.parse("elastic-scheduler:0.5,level=block,bound=norm"),
            Consistency.boundedDelay(7),
            Consistency.elasticBound(0.5),
            Consistency.elasticGap(0.01),
            Consistency.parse("elastic-bound:2,clip=0.5"),
            Consistency.parse("elastic-bound:gap=2,clip=off"),
            Consistency.asynchronous())) {
      assertThat(Consistency.parse(policy.spec())).isEqualTo(policy);
    }
    assertThatThrownBy(() -> Consistency.parse("bounded-delay"))
        .hasMessage("tau must be given: consistency=bounded-delay");
    assertThatThrownBy(() -> Consistency.parse("quorum"))
        .hasMessage("missing must be given: consistency=quorum");
    assertThat(Consistency.parse("bounded-delay:tau=2")).isEqualTo(Consistency.boundedDelay(2));
  }

  @Test
  void serversOfHalfThePoliciesCollectRounds() {
    assertThat(Consistency.synchronous().rounds()).isTrue();
    assertThat(Consistency.quorum(1).rounds()).isTrue();
    assertThat(Consistency.elasticScheduler(1).rounds()).isTrue();
    assertThat(Consistency.asynchronous().rounds()).isFalse();
    assertThat(Consistency.boundedDelay(1).rounds()).isFalse();
    assertThat(Consistency.elasticBound(1).rounds()).isFalse();
  }

  @Test
  void aRoundClosesWhenItsPolicySaysSo() {
    RoundTrigger all = Consistency.synchronous().roundTrigger();
    assertThat(all.closes(new RoundState(3, 2, 9, 1, false))).isFalse();
    assertThat(all.closes(new RoundState(3, 3, 0, 1, false))).isTrue();
    RoundTrigger quorum = Consistency.quorum(2).roundTrigger();
    assertThat(quorum.closes(new RoundState(5, 2, 9, 1, false))).isFalse();
    assertThat(quorum.closes(new RoundState(5, 3, 0, 1, false))).isTrue();
    RoundTrigger share = Consistency.elasticScheduler(0.75).roundTrigger();
    assertThat(share.closes(new RoundState(4, 2, 2, 1, false))).isFalse();
    assertThat(share.closes(new RoundState(4, 3, 3, 1, false))).isTrue();
    assertThat(share.closes(new RoundState(4, 3, 1.5, 1, false)))
        .as("small pushes carry less")
        .isFalse();
    assertThat(share.closes(new RoundState(4, 4, 0, 1, false))).isTrue();
    assertThat(share.closes(new RoundState(4, 1, 0, 1, true))).as("as the last round").isTrue();
    assertThat(
            Consistency.elasticScheduler(0)
                .roundTrigger()
                .closes(new RoundState(9, 1, 0, 1, false)))
        .isTrue();
    assertThat(
            Consistency.elasticScheduler(1)
                .roundTrigger()
                .closes(new RoundState(9, 8, 8, 0.1, false)))
        .isFalse();
  }

  @Test
  void whichBlocksAreWaitedFor() {
    BlockRule rule = (BlockRule) Consistency.blockScheduler(0.6).missingParts();
    assertThat(rule.permits(0.35, 1)).isFalse();
    assertThat(rule.permits(0.37, 1)).as("squares of norms").isTrue();
    assertThat(rule.lag()).isEqualTo(1);
    assertThat(new BlockRule(0, true).permits(0, 1)).isTrue();
    BlockRule all = new BlockRule(1, true);
    assertThat(all.permits(1, 1)).as("what carries nothing is waited for, too").isFalse();
    assertThat(all.lag()).isZero();
  }

  @Test
  void whatIsDoneAboutMissingParts() {
    assertThat(Consistency.synchronous().missingParts()).isEqualTo(new MissingParts.LeftOut());
    assertThat(Consistency.elasticScheduler(0.5).missingParts())
        .isEqualTo(new MissingParts.LeftOut());
    assertThat(Consistency.elasticScheduler(0.5).missingParts().lag()).isZero();
    assertThat(Consistency.predictedScheduler(0.5).missingParts())
        .isEqualTo(new MissingParts.LatePushes());
    assertThat(Consistency.parse("elastic-scheduler:0.5,bound=variance").missingParts())
        .isEqualTo(new MissingParts.LatePushes());
    assertThat(Consistency.blockScheduler(0.5).missingParts()).isEqualTo(new BlockRule(0.5, true));
  }

  @Test
  void everyPolicyKnowsItsBoundOnTheGap() {
    assertThat(Consistency.synchronous().gapBound(2, 4, 1)).isZero();
    assertThat(Consistency.quorum(2).gapBound(3, 8, 1)).isEqualTo(6);
    assertThat(Consistency.elasticScheduler(0.8).gapBound(3, 10, 1)).isEqualTo(6);
    assertThat(Consistency.elasticScheduler(0.8).gapBound(3, 4, 1)).isZero();
    assertThat(Consistency.predictedScheduler(0.5).gapBound(3, 4, 1)).isEqualTo(12);
    assertThat(Consistency.blockScheduler(0.5).gapBound(3, 4, 1)).isEqualTo(6);
    assertThat(Consistency.blockScheduler(1).gapBound(3, 4, 1)).isZero();
    assertThat(Consistency.boundedDelay(2).gapBound(3, 4, 1)).isEqualTo(18);
    assertThat(Consistency.asynchronous().gapBound(3, 4, 1)).isInfinite();
    assertThat(Consistency.elasticBound(1).gate(2, 4).bound()).isZero();
    Gate clock = Consistency.elasticBound(1).gate(2, 4);
    assertThat(clock.permits(0.5f)).isTrue();
    assertThat(clock.bound()).isEqualTo(0.5);
    assertThat(clock.clip()).as("all of its share").isEqualTo(0.125);
    assertThat(Consistency.elasticGap(2).gate(2, 4).bound()).isEqualTo(2);
  }

  @Test
  void whatCannotWorkWithSoManyWorkersIsRefused() {
    Consistency.quorum(2).check(3);
    assertThatThrownBy(() -> Consistency.quorum(3).check(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("missing must be < workers, 3: missing=3");
    Consistency.parse("elastic-bound:2,clip=0.5").check(4);
    assertThatThrownBy(() -> Consistency.parse("elastic-bound:2,clip=0.5").check(5))
        .hasMessage("clip must be off, or > 0 and at most bound / workers, 0.4: clip=0.5");
  }

  @Test
  void everyPolicyKnowsItsBoundOnStaleness() {
    assertThat(Consistency.synchronous().stalenessBound(9, 1)).isZero();
    assertThat(Consistency.blockScheduler(0.5).stalenessBound(9, 1)).isEqualTo(1);
    assertThat(Consistency.asynchronous().stalenessBound(1, 1)).isEqualTo(Long.MAX_VALUE);
    assertThat(Consistency.boundedDelay(3).stalenessBound(1, 1)).isZero();
    assertThat(Consistency.boundedDelay(3).stalenessBound(5, 1)).isEqualTo(12);
    assertThat(Consistency.boundedDelay(3).stalenessBound(5, 2)).isEqualTo(13);
    assertThat(Consistency.boundedDelay(1).stalenessBound(5, 4)).isEqualTo(5);
    assertThat(Consistency.boundedDelay(Integer.MAX_VALUE).stalenessBound(3, 1))
        .isEqualTo(2L * Integer.MAX_VALUE);
  }

  @Test
  void onlyGatesOfPoliciesWithABudgetClose() {
    for (Consistency policy :
        List.of(Consistency.synchronous(), Consistency.quorum(1), Consistency.asynchronous())) {
      Gate gate = policy.gate(2, 3);
      gate.pushed(100);
      assertThat(gate.permits(1)).isTrue();
    }
    for (Consistency policy : List.of(Consistency.boundedDelay(1), Consistency.elasticBound(1))) {
      Gate gate = policy.gate(2, 3);
      assertThat(gate.permits(1)).isTrue();
      gate.pushed(1);
      assertThat(gate.permits(1)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          eventual          | consistency must be one of synchronous, quorum:MISSING, \
          elastic-scheduler, bounded-delay:TAU, elastic-bound, asynchronous: \
          consistency=eventual
          quorum:0          | missing must be >= 1 (use synchronous for none): missing=0, consistency=quorum:0
          elastic-scheduler:1.5 | beta must be in [0, 1]: beta=1.5, consistency=elastic-scheduler:1.5
          elastic-scheduler:beta=1,bound=none | bound must be norm or variance: bound=none, consistency=elastic-scheduler:beta=1,bound=none
          elastic-scheduler:1,level=row | level must be server or block: level=row, consistency=elastic-scheduler:1,level=row
          elastic-scheduler:-1,level=block | beta must be in [0, 1]: beta=-1.0, consistency=elastic-scheduler:-1,level=block
          elastic-bound     | elastic-bound needs B, in gradient norms, or gap=G, in parameter \
          units: bound=0.0 gap=0.0, consistency=elastic-bound
          elastic-bound:-1  | bound must be > 0 and finite: bound=-1.0, consistency=elastic-bound:-1
          elastic-bound:1,clip=2 | clip must be off, or > 0 and at most bound / workers, \
          1.0: clip=2.0, consistency=elastic-bound:1,clip=2
          bounded-delay:0   | tau must be >= 1 (use synchronous for none): tau=0, consistency=bounded-delay:0
          bounded-delay:1.5 | consistency needs a whole number for 'tau': \
          consistency=bounded-delay:1.5
          asynchronous:3    | consistency asynchronous does not know [], and knows no argument: \
          consistency=asynchronous:3
          """)
  void errorsSayRuleNameAndValue(String text, String message) {
    assertThatThrownBy(() -> Consistency.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
