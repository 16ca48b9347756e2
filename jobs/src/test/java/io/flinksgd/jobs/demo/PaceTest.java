// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void recordsAreDueAtEvenDistances() {
    Pace pace = Pace.parse("1000");
    assertThat(pace.pause(0, 0)).isZero();
    assertThat(pace.pause(1, 0)).isEqualTo(1_000_000);
    assertThat(pace.pause(1000, 400_000_000)).isEqualTo(600_000_000);
  }

  @Test
  void latenessIsMadeUpFor() {
    assertThat(Pace.parse("1000").pause(10, 60_000_000)).isZero();
  }

  @Test
  void atMaxNothingWaits() {
    assertThat(Pace.parse("max").pause(1_000_000, 0)).isZero();
  }

  @Test
  void aRateThatIsNoneIsRefused() {
    assertThatThrownBy(() -> Pace.parse("fast"))
        .hasMessage("rate must be max or a number: rate=fast");
    assertThatThrownBy(() -> Pace.parse("0")).hasMessage("rate must be > 0: rate=0.0");
    assertThatThrownBy(() -> Pace.parse("NaN")).hasMessageStartingWith("rate must be > 0");
  }
}
