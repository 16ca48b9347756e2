// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.message.Gap;
import io.flinksgd.message.Message;
import io.flinksgd.message.Staleness;
import io.flinksgd.message.UsedView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The small parts of a server's state. */
final class ServerPartsTest {
  @Test
  void theVersionCountsUpdatesAndKnowsTheLastPushOfEachWorker() {
    ServerVersion version = new ServerVersion(2);
    assertThat(version.current()).isZero();
    assertThat(version.lastPush(1)).isEqualTo(AppliedPush.NONE);
    version.next();
    version.contains(1, ServerParts.push(4, 0, 1f, 1f), 2.5);
    version.next();
    assertThat(version.current()).isEqualTo(2);
    assertThat(version.lastPush(1)).isEqualTo(new AppliedPush(4, 1, 2.5));
    assertThat(version.lastPush(0)).isEqualTo(AppliedPush.NONE);
    assertThat(version.missedBy(new UsedView(9, 0))).isEqualTo(2);
    assertThat(version.missedBy(new UsedView(9, 2))).isZero();
  }

  @Test
  void aWorkerIsToldTheMostItMissedOnceAndTheMostOfAllIsKept() {
    WorkerStaleness staleness = new WorkerStaleness(2);
    staleness.missed(0, 3);
    staleness.missed(0, 2);
    staleness.missed(1, 1);
    assertThat(staleness.take(0)).isEqualTo(new Staleness(3, Gap.NONE));
    assertThat(staleness.take(0)).isSameAs(Staleness.NONE);
    assertThat(staleness.take(1)).isEqualTo(new Staleness(1, Gap.NONE));
    assertThat(staleness.mostMissedUpdates()).isEqualTo(3);
  }

  @Test
  void measuredGapsAreToldOneByOneTheOldestFirst() {
    ServerParts server = new ServerParts(Consistency.asynchronous(), 2);
    WorkerStaleness staleness = server.state.staleness();
    float[] view = {3f, 4f};
    for (int id = 1; id <= 2; id++) {
      staleness.measured(server.parameters.sample(1, ServerParts.sample(id, 0, view, 0f, 0f)), id);
    }
    assertThat(staleness.take(0)).isSameAs(Staleness.NONE);
    assertThat(staleness.take(1).gap()).isEqualTo(new Gap(1, 25, 1));
    assertThat(staleness.take(1).gap()).isEqualTo(new Gap(2, 25, 4));
    assertThat(staleness.take(1)).isSameAs(Staleness.NONE);
  }

  @Test
  void theGapBoundFollowsFromTheLargestNorm() {
    UpdateNorms norms = new ServerParts(Consistency.quorum(2), 4).state.norms();
    assertThat(norms.gapBound()).isZero();
    norms.add(3);
    norms.add(1);
    assertThat(norms.gapBound()).isEqualTo(6);
    assertThat(norms.measuresAll()).isFalse();
    assertThat(new ServerParts(Consistency.elasticGap(1), 4).state.norms().measuresAll()).isTrue();
  }

  @Test
  void whoHasJoinedIsToldOnceWithTheNumberOfTheJoin() {
    List<Message> sent = new ArrayList<>();
    ServerParts server = new ServerParts(Consistency.synchronous(), 3);
    ServerCodecs codecs = new ServerCodecs(server.spec);
    PendingJoins joins =
        new PendingJoins(new ServerSender(5, 7, server.state, codecs, sent::add), 3);
    joins.admit(1);
    assertThat(sent).as("it has not joined").isEmpty();
    joins.joined(1, 4);
    assertThat(joins.has(1)).isTrue();
    joins.admit(1);
    joins.admit(1);
    assertThat(sent).containsExactly(new Message.Admit(1, 7, 5, 4));
    joins.joined(2, 1);
    joins.forget(2);
    joins.admit(2);
    assertThat(sent).hasSize(1);
  }
}
