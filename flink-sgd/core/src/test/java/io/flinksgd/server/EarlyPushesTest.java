// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.layout.Coordinates;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EarlyPushesTest {
  private static final Push ANY = ServerParts.push(1, 0, 1f, 1f);

  private final EarlyPushes early = new EarlyPushes(3);
  private final List<String> released = new ArrayList<>();

  @Test
  void usageExample() {
    assertThat(early.has(2)).isFalse();
    early.keep(2, push(5), pull(6));
    assertThat(early.has(2)).isTrue();
    release();
    released("2: push 5, pull 6");
    assertThat(early.has(2)).isFalse();
    release();
    released();
  }

  @Test
  void theyAreReleasedInTheOrderOfTheWorkers() {
    early.keep(2, push(5), pull(6));
    early.keep(0, push(7), pull(8));
    release();
    released("0: push 7, pull 8", "2: push 5, pull 6");
  }

  @Test
  void thePullMayComeAfterThePushAndTheLastOneCounts() {
    early.keep(1, push(5), Pull.NONE);
    early.keep(1, Push.NONE, pull(6));
    early.keep(1, Push.NONE, pull(7));
    release();
    released("1: push 5, pull 7");
  }

  @Test
  void thePushOfAWorkerThatHasLeftCountsButItsPullDoesNot() {
    early.keep(1, push(5), pull(6));
    early.left(1);
    release();
    released("1: push 5, pull 0");
  }

  @Test
  void aWorkerIsAtMostOneRoundAhead() {
    early.keep(1, push(5), pull(6));
    assertThatThrownBy(() -> early.keep(1, push(7), pull(8)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("worker must be at most one round ahead: worker=1 pushes=5,7");
    early.keep(0, push(7), pull(8));
  }

  @Test
  void whatComesWhileTheyAreReleasedIsKeptForTheRoundAfter() {
    early.keep(0, push(5), pull(6));
    early.release((worker, push, pull) -> early.keep(0, push(7), Pull.NONE));
    release();
    released("0: push 7, pull 0");
  }

  @Test
  void aCheckpointHasThemBehindTheOpenRound() {
    List<Contribution> open = List.of(new Contribution(1, push(4)));
    assertThat(early.after(open)).isEqualTo(open);
    early.keep(1, push(5), pull(6));
    early.keep(0, push(3), pull(6));
    assertThat(early.after(open))
        .containsExactly(
            new Contribution(1, push(4)),
            new Contribution(0, push(3)),
            new Contribution(1, push(5)));
    assertThat(early.has(1)).as("still kept").isTrue();
  }

  private void release() {
    early.release(
        (worker, push, pull) ->
            released.add("%d: push %d, pull %d".formatted(worker, push.id(), pull.id())));
  }

  /** These and no others since the last time. */
  private void released(String... expected) {
    assertThat(released).containsExactly(expected);
    released.clear();
  }

  private static Push push(long id) {
    return new Push(id, ANY.view(), ANY.examples(), ANY.weight(), ANY.update());
  }

  private static Pull pull(long id) {
    return new Pull(id, Coordinates.NONE);
  }
}
