// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class GapStatisticsTest {
  @Test
  void usageExample() {
    GapStatistics gaps = new GapStatistics();
    gaps.add(0.3, 1, 0.1);
    gaps.add(0.4, 2, 0.1);
    assertThat(gaps.samples()).isEqualTo(2);
    assertThat(gaps.max()).isEqualTo(0.4);
    assertThat(gaps.bound()).isEqualTo(2);
    assertThat(gaps.ratio()).isEqualTo(0.3);
    assertThat(gaps.exceeded()).isZero();
    assertThat(gaps.rootMeanSquare()).isCloseTo(Math.sqrt(0.125), within(1e-12));
    assertThat(gaps.bHat()).isCloseTo(Math.sqrt(12.5), within(1e-9));
  }

  @Test
  void aGapAboveItsBoundIsCountedUnlessItIsRounding() {
    GapStatistics gaps = new GapStatistics();
    gaps.add(1.00005, 1, 1);
    gaps.add(5e-7, 0, 1);
    assertThat(gaps.exceeded()).isZero();
    gaps.add(1.001, 1, 1);
    gaps.add(2e-6, 0, 1);
    assertThat(gaps.exceeded()).isEqualTo(2);
  }

  @Test
  void quantilesAreRightToHalfAnOctave() {
    GapStatistics gaps = new GapStatistics();
    assertThat(gaps.quantile(0.5)).isNaN();
    for (int i = 1; i <= 1000; i++) {
      gaps.add(i / 1000.0, 1, 1);
    }
    assertThat(gaps.quantile(0.5)).isBetween(0.5, 0.5 * Math.sqrt(2));
    assertThat(gaps.quantile(1)).isEqualTo(1);
    GapStatistics none = new GapStatistics();
    none.add(0, 0, 1);
    assertThat(none.quantile(0.9)).isZero();
  }

  @Test
  void samplesAddUp() {
    GapStatistics both = new GapStatistics();
    both.add(1, 2, 1);
    both.add(3, 4, 1);
    GapStatistics first = new GapStatistics();
    first.add(1, 2, 1);
    GapStatistics sum = first.copy();
    GapStatistics second = new GapStatistics();
    second.add(3, 4, 1);
    sum.merge(second);
    assertThat(sum).isEqualTo(both);
    assertThat(first.samples()).isEqualTo(1);
  }

  /** A schedule may end at a rate of zero, in whose multiples no gap can be. */
  @Test
  void aGapAtARateOfZeroIsNoneInGradients() {
    GapStatistics gaps = new GapStatistics();
    gaps.add(0, 1, 0);
    gaps.add(2, 1, 0);
    assertThat(gaps.bHat()).isNaN();
    gaps.add(3, 1, 0.5);
    assertThat(gaps.bHat()).isEqualTo(6);
    assertThat(gaps.samples()).isEqualTo(3);
    GapStatistics sum = new GapStatistics();
    sum.merge(gaps);
    assertThat(sum).isEqualTo(gaps);
  }

  @Test
  void readsWhatTheFirstVersionWrote() throws IOException {
    String written =
        "01"
            + "0000000000000001" // samples
            + "0000000000000000" // exceeded
            + "4022000000000000" // squares: 9
            + "4042000000000000" // in gradients: 36
            + "4008000000000000" // largest: 3
            + "4010000000000000" // bound: 4
            + "3fe8000000000000" // ratio: 0.75
            + "01"
            + "43" // half octave 3 of 64
            + "0000000000000001";
    byte[] bytes = HexFormat.of().parseHex(written);
    GapStatistics read = GapStatistics.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    GapStatistics made = new GapStatistics();
    made.add(3, 4, 0.5);
    assertThat(read).isEqualTo(made);
    assertThat(read.bHat()).isEqualTo(6);
  }

  @Test
  void refusesBytesOfAnotherVersion() {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(new byte[] {9}));
    assertThatThrownBy(() -> GapStatistics.read(in))
        .hasMessage("gaps must be of version 1 or 2: version=9");
  }
}
