// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.message.Gap;
import io.flinksgd.message.Push;
import io.flinksgd.message.Staleness;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three workers, of which a round may lack two. */
final class LatePushesTest {
  private static final float[] WHOLE = {1f};
  private static final float[] VIEW = {0f, 0f};

  private final ServerParts server = new ServerParts(Consistency.quorum(2), 3);
  private final LatePushes late = new LatePushes(server.state, 0);

  @Test
  void usageExample() {
    for (int worker = 0; worker < 3; worker++) {
      late.answered(worker);
    }
    late.pushed(1);
    late.closed();
    assertThat(late.count()).as("0 and 2 owe theirs").isEqualTo(2);
    late.pushed(0);
    assertThat(late.count()).as("the version still lacks it").isEqualTo(2);
    late.closed();
    assertThat(late.count()).isEqualTo(1);
  }

  @Test
  void whoHasNoViewOrIsNoMemberIsNotLate() {
    late.answered(1);
    server.state.members().leave(1);
    late.closed();
    assertThat(late.count()).isZero();
  }

  @Test
  void whoLeavesIsNotLateAnyMore() {
    late.answered(0);
    late.answered(1);
    late.closed();
    late.left(0);
    assertThat(late.count()).isEqualTo(1);
    late.closed();
    assertThat(late.count()).isEqualTo(1);
  }

  @Test
  void theGapOfARoundWithoutLatePushesIsKnownAtOnce() {
    server.page[0] = 3f;
    apply(0, ServerParts.sample(1, 0, VIEW, 0f, 0f));
    assertThat(gap(0).gapSquared()).isEqualTo(9);
    assertThat(gap(0)).as("told once").isEqualTo(Gap.NONE);
  }

  @Test
  void theGapWaitsForThePushesThatWereLate() {
    late.answered(1);
    late.closed();
    apply(0, ServerParts.sample(1, 0, VIEW, 5f, 5f));
    assertThat(gap(0)).isEqualTo(Gap.NONE);
    apply(1, ServerParts.push(1, 0, 3f, 4f));
    assertThat(gap(0).gapSquared()).as("of what 1 has pushed").isEqualTo(25);
  }

  @Test
  void whoLeavesIsNotWaitedFor() {
    late.answered(1);
    late.closed();
    apply(0, ServerParts.sample(1, 0, VIEW, 0f, 0f));
    late.left(1);
    assertThat(gap(0)).isEqualTo(new Gap(1, 0, 0));
  }

  @Test
  void aLatePushIsNoSampleItself() {
    server.state.version().next();
    apply(0, ServerParts.sample(1, 0, VIEW, 1f, 1f));
    assertThat(server.state.staleness().take(0)).isEqualTo(Staleness.NONE);
  }

  @Test
  void theBoundFollowsFromTheLargestChange() {
    late.answered(1);
    late.closed();
    apply(0, ServerParts.sample(1, 0, VIEW, 0f, 0f));
    apply(1, ServerParts.push(1, 0, 3f, 4f));
    assertThat(gap(0).boundSquared()).as("two pushes of norm 5").isEqualTo(100);
  }

  @Test
  void onlyTheNewestSamplesWait() {
    late.answered(1);
    late.closed();
    for (int id = 1; id <= 70; id++) {
      apply(0, ServerParts.sample(id, 0, VIEW, 0f, 0f));
    }
    apply(1, ServerParts.push(1, 0, 3f, 4f));
    assertThat(gap(0).push()).as("the oldest of 64").isEqualTo(7);
  }

  private void apply(int worker, Push push) {
    late.applying(List.of(new Contribution(worker, push)), WHOLE);
  }

  private Gap gap(int worker) {
    return server.state.staleness().take(worker).gap();
  }
}
