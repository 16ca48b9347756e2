// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Origin;
import io.flinksgd.testing.Formats;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class PredictionFormatTest {
  private static final PredictionFormat FORMAT = new PredictionFormat();
  private static final Origin ORIGIN = new Origin("t", 3, 4);

  private static final String VERSION_1 =
      "00000001"
          + "6b"
          + "40000000"
          + "3f800000"
          + "40400000"
          + "000000000000004d"
          + "0000000174000000030000000000000004";

  @Test
  void usageExample() throws IOException {
    Prediction prediction =
        new Prediction(
            new PredictedExample("k", 1f, 3f, 77L, ORIGIN), 2f, new float[] {0.25f, 0f, 0.75f});
    assertThat(Formats.roundTrip(FORMAT, prediction))
        .usingRecursiveComparison()
        .isEqualTo(prediction);
  }

  @Test
  void theBytesOfVersionTwoNeverChange() throws IOException {
    Prediction two =
        new Prediction(
            new PredictedExample("k", 1f, 3f, 77L, ORIGIN), 2f, new float[] {0.5f, 0.5f});
    assertThat(HexFormat.of().formatHex(Formats.write(FORMAT, two)))
        .isEqualTo(VERSION_1 + "00000002" + "0000003f0000003f");
    Prediction none = new Prediction(new PredictedExample("k", 1f, 3f, 77L, ORIGIN), 2f);
    assertThat(HexFormat.of().formatHex(Formats.write(FORMAT, none)))
        .isEqualTo(VERSION_1 + "00000000");
  }

  @Test
  void versionOneHadNoProbabilities() throws IOException {
    assertThat(read(1, VERSION_1))
        .isEqualTo(new Prediction(new PredictedExample("k", 1f, 3f, 77L, ORIGIN), 2f));
    assertThatThrownBy(() -> read(3, VERSION_1))
        .hasMessage("version must be in [1, 2]: PredictionFormat version=3");
  }

  private static Prediction read(int version, String hex) throws IOException {
    DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(hex)));
    Prediction read = FORMAT.read(version, in);
    assertThat(in.available()).isZero();
    return read;
  }

  @Test
  void eachExampleOfABatchHasItsOwnProbabilities() {
    float[] ofBatch = {0.1f, 0.9f, 0.8f, 0.2f, 99f};
    assertThat(Prediction.ofExample(1, 2, ofBatch)).containsExactly(0.8f, 0.2f);
    assertThat(Prediction.ofExample(1, 0, new float[0])).isEmpty();
  }
}
