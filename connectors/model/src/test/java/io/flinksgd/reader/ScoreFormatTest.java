// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.testing.Formats;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class ScoreFormatTest {
  private static final ScoreFormat FORMAT = new ScoreFormat();
  private static final Score SCORED = Score.of(5, 1, false, new double[] {0.25, 0.75});
  private static final Score REFUSED = Score.refused(6, "no");

  @Test
  void usageExample() throws IOException {
    for (Score score : new Score[] {SCORED, REFUSED, Score.of(7, -2.5, false, new double[0])}) {
      assertThat(Formats.roundTrip(FORMAT, score)).usingRecursiveComparison().isEqualTo(score);
    }
  }

  @Test
  void bytesOfVersionOneNeverChange() throws IOException {
    assertThat(HexFormat.of().formatHex(Formats.write(FORMAT, SCORED)))
        .isEqualTo(
            "0000000000000005"
                + "3ff0000000000000"
                + "00000001"
                + "00000002"
                + "3fd0000000000000"
                + "3fe8000000000000"
                + "00000000");
    assertThat(HexFormat.of().formatHex(Formats.write(FORMAT, REFUSED)))
        .isEqualTo(
            "0000000000000006"
                + "7ff8000000000000"
                + "ffffffff"
                + "00000000"
                + "00000002"
                + "6e6f");
    assertThatThrownBy(() -> FORMAT.read(2, null))
        .hasMessage("version must be in [1, 1]: ScoreFormat version=2");
  }
}
