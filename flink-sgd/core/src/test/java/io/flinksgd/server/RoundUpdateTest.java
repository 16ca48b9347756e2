// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.message.UsedView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoundUpdateTest {
  private final ServerParts server = new ServerParts(Consistency.quorum(1), 4);
  private final RoundUpdate update = update(server, 0);

  @Test
  void usageExample() {
    update.apply(
        round(
            new Contribution(1, ServerParts.push(3, 0, 4f, 0f)),
            new Contribution(0, ServerParts.push(2, 0, 8f, 4f))));
    assertThat(server.page).as("each is one part of four members").startsWith(-3f, -1f, 0f);
    assertThat(server.parameters.examples()).isEqualTo(20);
    assertThat(server.state.version().current()).isEqualTo(1);
    assertThat(server.state.version().lastPush(1).id()).isEqualTo(3);
    assertThat(server.state.version().lastPush(1).version()).isEqualTo(1);
    assertThat(server.state.version().lastPush(2).id()).isZero();
  }

  @Test
  void aPushIsLateWhenItsViewLacksMoreThanThePolicyAllows() {
    server.state.version().next();
    assertThat(update.isLate(new UsedView(1, 1))).isFalse();
    assertThat(update.isLate(new UsedView(1, 0))).isTrue();
    ServerParts blocks = new ServerParts(Consistency.blockScheduler(0.5), 4);
    RoundUpdate lagging = update(blocks, 1);
    blocks.state.version().next();
    assertThat(lagging.isLate(new UsedView(1, 0))).isFalse();
    blocks.state.version().next();
    assertThat(lagging.isLate(new UsedView(1, 0))).isTrue();
  }

  @Test
  void aLatePushIsOnePartToo() {
    server.state.version().next();
    update.apply(
        round(
            new Contribution(0, ServerParts.push(2, 1, 8f, 0f)),
            new Contribution(1, ServerParts.push(1, 0, 4f, 0f))));
    assertThat(server.page[0]).isEqualTo(-3f);
  }

  @Test
  void restoredPushesMakeNoVersionAndTheirExamplesAreCountedAlready() {
    server.parameters.examples(20);
    update.restore(List.of(new Contribution(0, ServerParts.push(2, 0, 8f, 4f))));
    assertThat(server.page).startsWith(-2f, -1f, 0f);
    assertThat(server.parameters.examples()).isEqualTo(20);
    assertThat(server.state.version().current()).isZero();
  }

  @Test
  void nothingRestoredChangesNothing() {
    server.page[0] = 5f;
    update.restore(List.of());
    assertThat(server.page).startsWith(5f, 0f);
  }

  private static List<Contribution> round(Contribution... contributions) {
    return new ArrayList<>(Arrays.asList(contributions));
  }

  private static RoundUpdate update(ServerParts server, int lag) {
    return new RoundUpdate(server.state, new LatePushes(server.state, lag), server.spec);
  }
}
