// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Origin;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.testing.Formats;
import io.flinksgd.testing.GoldenBytes;
import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MiniBatchFormatTest {
  private static final MiniBatchFormat FORMAT = new MiniBatchFormat();

  @Test
  void usageExample() throws IOException {
    MiniBatch batch = new MiniBatch(2, Numbering.of(100));
    batch.entries(new int[] {40, 3}, new float[] {1f, 0.5f}, 2);
    batch.endExample(1f, 2f, 3L, "k\u00e9y", new Origin("clicks", 4, 5L));
    batch.entry(40, 2f);
    batch.endExample(0f, 1f, 6L, "", Origin.UNKNOWN);
    MiniBatch read = Formats.roundTrip(FORMAT, batch.copy());
    assertThat(read.size()).isEqualTo(2);
    assertThat(read.entries()).isEqualTo(3);
    assertThat(read.distinct()).isEqualTo(2);
    assertThat(read.row).containsExactly(0, 2, 3);
    assertThat(Arrays.copyOf(read.coordinate, 2)).containsExactly(3, 40);
    assertThat(read.position).containsExactly(1, 0, 1);
    assertThat(read.value).containsExactly(1f, 0.5f, 2f);
    assertThat(read.label).containsExactly(1f, 0f);
    assertThat(read.weight).containsExactly(2f, 1f);
    assertThat(read.eventTime).containsExactly(3L, 6L);
    assertThat(read.key).containsExactly("k\u00e9y", "");
    assertThat(read.origin).containsExactly(new Origin("clicks", 4, 5L), Origin.UNKNOWN);
  }

  @Test
  void bytesOfVersionOneNeverChange() throws IOException {
    MiniBatch batch = new MiniBatch(1, Numbering.of(100));
    batch.entry(40, 2f);
    batch.endExample(1f, 1f, 6L, "k", Origin.UNKNOWN);
    assertThat(HexFormat.of().formatHex(Formats.write(FORMAT, batch.copy())))
        .isEqualTo(GoldenBytes.of(FormatId.BATCH));
  }

  @Test
  void coordinatesOfVersionOneMayStandInOrderOfAppearance() throws IOException {
    String bytes =
        "4653474201"
            + "00000002"
            + "28000000"
            + "03000000"
            + "00000003"
            + "000000000100000000000000"
            + "0000803f0000003f00000040"
            + "00000002"
            + "0000000003000000"
            + "0000803f"
            + "0000803f"
            + "0000000000000006"
            + "00000001"
            + "6b"
            + "00000000"
            + "ffffffff"
            + "ffffffffffffffff";
    MiniBatch read = Formats.read(FORMAT, HexFormat.of().parseHex(bytes));
    assertThat(read.distinct()).isEqualTo(2);
    assertThat(Arrays.copyOf(read.coordinate, 2)).containsExactly(3, 40);
    assertThat(read.position).containsExactly(1, 0, 1);
    assertThat(read.value).containsExactly(1f, 0.5f, 2f);
    assertThat(read.origin).containsExactly(Origin.UNKNOWN);
  }

  @Test
  void batchesOfAnySizeComeBackEqual() throws IOException {
    Random random = new Random(3);
    for (int trial = 0; trial < 50; trial++) {
      Numbering numbering = trial % 2 == 0 ? Numbering.of(5000) : Numbering.identity();
      MiniBatch batch = new MiniBatch(1, numbering);
      for (int e = random.nextInt(300); e > 0; e--) {
        for (int k = random.nextInt(40); k > 0; k--) {
          batch.entry(random.nextInt(5000), random.nextFloat());
        }
        batch.endExample(random.nextFloat(), 1f, random.nextLong(), "k" + e, Origin.UNKNOWN);
      }
      batch.number();
      MiniBatch read = Formats.roundTrip(FORMAT, batch);
      assertThat(read.size()).isEqualTo(batch.size());
      assertThat(read.position).containsExactly(Arrays.copyOf(batch.position, batch.entries()));
      assertThat(Arrays.copyOf(read.coordinate, read.distinct()))
          .containsExactly(Arrays.copyOf(batch.coordinate, batch.distinct()));
      assertThat(Formats.write(FORMAT, batch.copy())).isEqualTo(Formats.write(FORMAT, read));
    }
  }

  @Test
  void otherBeginningsAreRefused() throws IOException {
    Formats.refusesOtherBeginnings(
        FORMAT, new MiniBatch(1, Numbering.identity()).copy(), Header.BYTES);
  }
}
