// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class IdleWatchTest {
  @Test
  void oneTickIsNotLong() {
    IdleWatch idle = new IdleWatch();
    assertThat(idle.tick(true)).isFalse();
    assertThat(idle.tick(true)).isTrue();
    assertThat(idle.tick(true)).isTrue();
    assertThat(idle.tick(false)).isFalse();
    assertThat(idle.tick(true)).as("it has been busy between").isFalse();
    assertThat(idle.tick(true)).isTrue();
  }
}
