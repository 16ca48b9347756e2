// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static io.flinksgd.worker.Participation.State.AWAY;
import static io.flinksgd.worker.Participation.State.GUEST;
import static io.flinksgd.worker.Participation.State.JOINING;
import static io.flinksgd.worker.Participation.State.LEAVING;
import static io.flinksgd.worker.Participation.State.MEMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.worker.Participation.State;
import java.util.EnumSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two servers. */
final class ParticipationTest {
  @Test
  void usageExample() {
    Participation worker = new Participation(2, true);
    assertThat(worker.takesViews()).isTrue();
    worker.wantToLeave();
    assertThat(worker.takesViews()).as("until it has left").isTrue();
    worker.leave();
    assertThat(worker.takesViews()).isFalse();
    assertThat(worker.join()).isEqualTo(1);
    assertThat(worker.takesViews()).as("before there is room for its share").isFalse();
    assertThat(worker.admitted(1)).isFalse();
    assertThat(worker.admitted(1)).as("the last server").isTrue();
    assertThat(worker.takesViews()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whoWantsToLeaveIsAMemberOrAGuest(State from) {
    holds(from, Participation::wantToLeave, LEAVING, EnumSet.of(MEMBER, GUEST));
  }

  @ParameterizedTest
  @EnumSource
  void anybodyLeavesOnce(State from) {
    holds(from, Participation::leave, AWAY, EnumSet.complementOf(EnumSet.of(AWAY)));
  }

  @ParameterizedTest
  @EnumSource
  void onlyOneThatIsAwayJoins(State from) {
    holds(from, Participation::join, JOINING, EnumSet.of(AWAY));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JOINING") // there is no such state
  void withoutASharedBoundItIsAMemberAtOnce(State from) {
    Participation worker = in(from, false);
    if (from == AWAY) {
      assertThat(worker.join()).isEqualTo(1);
      assertThat(worker.state()).isEqualTo(MEMBER);
      assertThat(worker.admitted(1)).as("nothing to wait for").isFalse();
    } else {
      assertThatThrownBy(worker::join).isInstanceOf(IllegalStateException.class);
      assertThat(worker.state()).isEqualTo(from);
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyOneThatIsAwayBecomesAGuest(State from) {
    holds(from, Participation::beGuest, GUEST, EnumSet.of(AWAY));
  }

  @ParameterizedTest
  @EnumSource
  void aBatchKeepsOneThatWantedToLeave(State from) {
    Participation worker = in(from, true);
    worker.stay();
    assertThat(worker.state()).isEqualTo(from == LEAVING ? MEMBER : from);
  }

  @ParameterizedTest
  @EnumSource
  void onlyOneThatJoinsIsAdmitted(State from) {
    Participation worker = in(from, true);
    long joins = from == JOINING ? 1 : 0;
    assertThat(worker.admitted(joins)).isFalse();
    assertThat(worker.admitted(joins)).isEqualTo(from == JOINING);
    assertThat(worker.state()).isEqualTo(from == JOINING ? MEMBER : from);
    assertThat(worker.admitted(joins)).as("once").isFalse();
  }

  @Test
  void roomForAnEarlierTimeCountsNoMore() {
    Participation worker = in(JOINING, true);
    assertThat(worker.admitted(1)).isFalse();
    worker.leave();
    assertThat(worker.admitted(1)).isFalse();
    assertThat(worker.join()).isEqualTo(2);
    assertThat(worker.hasJoined(1)).isFalse();
    assertThat(worker.hasJoined(2)).isTrue();
    assertThat(worker.admitted(1)).isFalse();
    assertThat(worker.admitted(2)).as("the first server").isFalse();
    assertThat(worker.admitted(2)).isTrue();
    worker.leave();
    assertThat(worker.hasJoined(2)).as("it has left").isFalse();
  }

  @Test
  void saysWhatWouldHaveBeenRight() {
    assertThatThrownBy(in(GUEST, true)::join)
        .hasMessage("a worker that is GUEST must become one of [LEAVING, AWAY]: state=JOINING");
  }

  private static void holds(
      State from, Consumer<Participation> action, State to, EnumSet<State> allowed) {
    Participation worker = in(from, true);
    if (allowed.contains(from)) {
      action.accept(worker);
      assertThat(worker.state()).isEqualTo(to);
    } else {
      assertThatThrownBy(() -> action.accept(worker))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a worker that is " + from);
      assertThat(worker.state()).as("nothing has changed").isEqualTo(from);
    }
  }

  private static Participation in(State state, boolean shared) {
    Participation worker = new Participation(2, shared);
    if (state == LEAVING) {
      worker.wantToLeave();
    } else if (state != MEMBER) {
      worker.leave();
    }
    if (state == JOINING) {
      worker.join();
    } else if (state == GUEST) {
      worker.beGuest();
    }
    assertThat(worker.state()).isEqualTo(state);
    return worker;
  }
}
