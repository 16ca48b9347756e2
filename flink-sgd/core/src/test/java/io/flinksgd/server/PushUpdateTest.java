// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.message.Gap;
import io.flinksgd.message.Staleness;
import org.junit.jupiter.api.Test;

final class PushUpdateTest {
  @Test
  void usageExample() {
    ServerParts server = new ServerParts(Consistency.asynchronous(), 2);
    update(server).apply(1, ServerParts.push(7, 0, 3f, 4f));
    assertThat(server.page).startsWith(-3f, -4f, 0f);
    assertThat(server.parameters.examples()).isEqualTo(10);
    assertThat(server.state.version().current()).isEqualTo(1);
    AppliedPush last = server.state.version().lastPush(1);
    assertThat(last.id()).isEqualTo(7);
    assertThat(last.version()).isEqualTo(1);
    assertThat(last.normSquared()).as("nobody needs to know").isNaN();
    assertThat(server.state.version().lastPush(0)).isEqualTo(AppliedPush.NONE);
    assertThat(server.state.staleness().take(1)).isEqualTo(Staleness.NONE);
  }

  @Test
  void whereTheBoundIsOnNormsEveryPushIsMeasuredAndKeptWithinItsLimit() {
    ServerParts server = new ServerParts(Consistency.elasticGap(10), 2);
    PushUpdate update = update(server);
    update.apply(0, ServerParts.push(1, 0, 3f, 4f));
    assertThat(server.state.version().lastPush(0)).isEqualTo(new AppliedPush(1, 1, 25));
    update.apply(0, ServerParts.limited(2, 2.5, 3f, 4f));
    assertThat(server.state.version().lastPush(0).normSquared()).isBetween(6.249, 6.25);
    assertThat(server.page[0]).isBetween(-4.5f, -4.499f);
    assertThat(server.page[1]).isBetween(-6f, -5.999f);
  }

  @Test
  void aSampleIsMeasuredAgainstTheModelBeforeItsOwnUpdate() {
    ServerParts server = new ServerParts(Consistency.boundedDelay(1), 2);
    PushUpdate update = update(server);
    update.apply(0, ServerParts.push(1, 0, 3f, 4f));
    update.apply(1, ServerParts.sample(1, 0, new float[] {0f, 0f}, 6f, 8f));
    Staleness staleness = server.state.staleness().take(1);
    assertThat(staleness.updates()).isEqualTo(1);
    assertThat(staleness.gap()).as("one update of norm 10 may be missing").isEqualTo(gap(1, 25));
  }

  private static Gap gap(long push, double squared) {
    return new Gap(push, squared, 100);
  }

  private static PushUpdate update(ServerParts server) {
    return new PushUpdate(server.state, new NormClipper(server.parameters));
  }
}
