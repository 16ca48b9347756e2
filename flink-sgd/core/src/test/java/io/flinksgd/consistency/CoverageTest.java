// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a worker knows of its pushes at two servers. */
final class CoverageTest {
  private final Coverage coverage = new Coverage(2);

  @Test
  void usageExample() {
    hear(0, 1, 5, 4);
    hear(1, 1, 8, 8);
    assertThat(coverage.covered()).as("a view of server 0 may lack push 1").isZero();
    hear(0, 1, 5, 5);
    assertThat(coverage.covered()).isEqualTo(1);
  }

  @Test
  void nothingIsCoveredBeforeAllServersHaveAnswered() {
    hear(0, 1, 1, 1);
    assertThat(coverage.covered()).isZero();
  }

  @Test
  void theServerThatIsFurthestBehindCounts() {
    hear(0, 1, 1, 1);
    hear(0, 2, 2, 2);
    hear(0, 3, 3, 3);
    hear(1, 1, 7, 7);
    assertThat(coverage.covered()).isEqualTo(1);
    hear(1, 3, 9, 9);
    assertThat(coverage.covered()).as("push 2 came before push 3").isEqualTo(3);
  }

  /** Several pushes wait, and a watermark covers those up to it. */
  @Test
  void aWatermarkCoversWhatIsBelowIt() {
    for (long push = 1; push <= 4; push++) {
      hear(0, push, 10 * push, 0);
      hear(1, push, push, 100);
    }
    hear(0, 4, 40, 9);
    assertThat(coverage.covered()).isZero();
    hear(0, 4, 40, 29);
    assertThat(coverage.covered()).isEqualTo(2);
    hear(0, 4, 40, 30);
    assertThat(coverage.covered()).isEqualTo(3);
    hear(0, 4, 40, 1000);
    assertThat(coverage.covered()).isEqualTo(4);
  }

  @Test
  void whatIsHeardAgainOrLateChangesNothing() {
    hear(0, 2, 6, 6);
    hear(1, 2, 6, 6);
    assertThat(coverage.covered()).isEqualTo(2);
    hear(0, 1, 3, 3);
    hear(0, 2, 6, 6);
    hear(0, 0, 0, 0);
    assertThat(coverage.covered()).isEqualTo(2);
  }

  @Test
  void beforeAPushIsAppliedNothingIsHeardOfIt() {
    hear(0, 0, 0, 50);
    hear(1, 0, 0, 50);
    assertThat(coverage.covered()).isZero();
  }

  private void hear(int server, long push, long version, long watermark) {
    coverage.hear(
        server,
        new ServerProgress(
            new AppliedPush(push, version, Double.NaN), watermark, new Share(0, 1, 1)));
  }
}
