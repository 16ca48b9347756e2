// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.consistency.Consistency;
import org.junit.jupiter.api.Test;

final class NormClipperTest {
  private final ServerParts server = new ServerParts(Consistency.elasticGap(10), 2);
  private final NormClipper clipper = new NormClipper(server.parameters);

  @Test
  void usageExample() {
    NormClipper.Clipped whole = clipper.clip(ServerParts.limited(1, 5.1, 3f, 4f));
    assertThat(whole.factor()).isEqualTo(1f);
    assertThat(whole.norm()).isEqualTo(5);
    NormClipper.Clipped half = clipper.clip(ServerParts.limited(2, 2.5, 3f, 4f));
    assertThat(half.factor()).isCloseTo(0.5f, within(1e-5f));
    assertThat(half.norm()).isBetween(2.4999, 2.5);
    assertThat(clipper.clippedPushes()).isEqualTo(1);
  }

  @Test
  void aPushWithoutALimitIsWhole() {
    assertThat(clipper.clip(ServerParts.push(1, 0, 3e30f, 4f)).factor()).isEqualTo(1f);
    assertThat(clipper.clippedPushes()).isZero();
  }

  @Test
  void nothingIsLeftWhereNothingIsAllowed() {
    NormClipper.Clipped clipped = clipper.clip(ServerParts.limited(1, 0, 3f, 4f));
    assertThat(clipped.factor()).isZero();
    assertThat(clipped.norm()).isZero();
    assertThat(clipper.clippedPushes()).isEqualTo(1);
  }

  @Test
  void theModelIsNotWritten() {
    server.page[0] = 7f;
    clipper.clip(ServerParts.limited(1, 2.5, 3f, 4f));
    assertThat(server.page).startsWith(7f, 0f);
    assertThat(server.parameters.examples()).isZero();
  }
}
