// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckpointDrainTest {
  private static final int SERVERS = 2;

  @Test
  void usageExample() {
    CheckpointDrain drain = new CheckpointDrain(SERVERS);
    assertThat(drain.active()).isFalse();
    drain.token(1);
    assertThat(drain.active()).isTrue();
    drain.barrier(1);
    assertThat(drain.active()).isFalse();
    assertThat(drain.hasPassed(1)).isTrue();
    assertThat(drain.hasPassed(2)).isFalse();
  }

  /**
   * {@code t3}: token of checkpoint 3; {@code b3}: its barrier; {@code r0:3}: server 0 resumes
   * after it. Behind {@code >}: whether the worker drains after each event.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          b1 t1               > - -
          t1 t1 b1 t1         > D D - -
          t1 b1 t2 b2         > D - D -
          t1 b2               > D -
          t2 t1 b2            > D D -
          t2 b1 b2            > D D -
          t1 r0:1 r1:1        > D D -
          t1 r0:1 r0:1 r1:1   > D D D -
          t1 r1:1 t1 r0:1     > D D D -
          t1 r0:1 r1:1 t1     > D D - -
          t1 r0:1 r1:1 t2 b2  > D D - D -
          t1 r0:1 t2 r1:1 b2  > D D D D -
          t1 t2 r0:1 r1:1     > D D D D
          t1 t2 r0:2 r1:1 r1:2 > D D D D -
          t1 r0:1 r0:2 r1:2 t2 > D D D - -
          r0:1 r1:1 t1        > - - -
          r0:1 t1 r1:1        > - D -
          b1 r0:1 r1:1 t2     > - - - D
          """)
  void drainsFromAForeignTokenToItsBarrierOrTheEndOfTheCheckpoint(String events, String drains) {
    CheckpointDrain drain = new CheckpointDrain(SERVERS);
    StringBuilder seen = new StringBuilder();
    for (String event : events.trim().split(" ", -1)) {
      char kind = event.charAt(0);
      if (kind == 't') {
        drain.token(Long.parseLong(event.substring(1)));
      } else if (kind == 'b') {
        drain.barrier(Long.parseLong(event.substring(1)));
      } else {
        String[] resume = event.substring(1).split(":", -1);
        drain.resume(Integer.parseInt(resume[0]), Long.parseLong(resume[1]));
      }
      seen.append(drain.active() ? "D " : "- ");
    }
    assertThat(seen.toString().trim()).isEqualTo(drains.trim());
  }
}
