// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarTest {
  @Test
  void usageExample() {
    assertThat(new Bar(200_000, 200).drawn(Curves.point(100_000)))
        .isEqualTo(
            "[============>           ]   50%  100,000 examples  10,000/s  log-loss 0.4500"
                + "  AUC 0.710  model v7  staleness 0.8 (max 3)  gap 0.0123 of 0.0500"
                + "  checkpoints 6");
  }

  @Test
  void theBarIsEmptyAtTheStartAndFullAtTheEnd() {
    assertThat(new Bar(100, 40).drawn(Curves.point(0))).startsWith("[>                       ]");
    assertThat(new Bar(100, 40).drawn(Curves.point(100))).startsWith("[========================]");
    assertThat(new Bar(100, 40).drawn(Curves.point(101)))
        .startsWith("[========================]")
        .contains("100%");
  }

  @Test
  void aNarrowTerminalLosesTheLeastImportantFirst() {
    assertThat(new Bar(200_000, 60).drawn(Curves.point(100_000)))
        .isEqualTo("[============>           ]   50%  100,000 examples  10,000/s");
  }

  @Test
  void noBarIsDrawnWhenTheEndIsNotKnown() {
    assertThat(new Bar(0, 200).drawn(Curves.point(100_000)))
        .startsWith("10 s  100,000 examples  10,000/s");
  }

  @Test
  void whatIsNotMeasuredYetIsAHyphen() {
    Gap none = new Gap(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0);
    Point first =
        new Point(
            1,
            new Point.Counts(0, 0, 0),
            new Point.Quality(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN),
            new Point.Staleness(Double.NaN, 0),
            none,
            new Point.Saved(0, 0));
    assertThat(new Bar(100, 200).plain(first))
        .contains("log-loss -  AUC -  model v0  staleness - (max 0)  gap -  ")
        .doesNotContain("NaN");
  }

  @Test
  void plainLinesHaveNoBar() {
    assertThat(new Bar(200_000, 200).plain(Curves.point(100_000)))
        .startsWith(" 50%  100,000 examples");
  }
}
