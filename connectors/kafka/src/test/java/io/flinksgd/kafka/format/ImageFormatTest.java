// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class ImageFormatTest {
  private static final ImageFormat FORMAT = new ImageFormat(1, 2, 2, 0.5f, 0.25f);

  @Test
  void usageExample() throws Refusal {
    byte[] record = FORMAT.record(7, new byte[] {0, 51, (byte) 204, (byte) 255});
    Example example = parse(record);

    assertThat(example.label()).isEqualTo(7f);
    assertThat(((Features.Dense) example.features()).values())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(-2f, -1.2f, 1.2f, 2f);
    assertThat(example.origin()).hasToString("images-3@42");
    assertThat(example.eventTime()).isEqualTo(1000);
  }

  private static Example parse(byte[] value) throws Refusal {
    return new ImageParser(FORMAT).parse(new RawRecord("images", 3, 42, 1000, null, value));
  }

  @Test
  void bytesOfVersionOneStayReadable() throws Refusal {
    byte[] golden = HexFormat.of().parseHex("494d01ffff000100020002" + "00ff00ff");
    assertThat(parse(golden).label()).isEqualTo(65535f);
    assertThat(FORMAT.record(65535, new byte[] {0, -1, 0, -1})).isEqualTo(golden);
  }

  @Test
  void recordsThatBreakARuleAreRefused() {
    byte[] good = FORMAT.record(1, new byte[4]);
    refused(null, Reason.TOMBSTONE, "record must have a value");
    refused(
        Arrays.copyOf(good, 10), Reason.UNPARSABLE, "image must have at least 11 bytes: bytes=10");
    refused(with(good, 0, 0), Reason.UNPARSABLE, "magic of an image must be 18765: magic=77");
    refused(with(good, 2, 9), Reason.UNPARSABLE, "version of an image must be 1: version=9");
    refused(with(good, 6, 3), Reason.WRONG_DIMENSION, "channels of an image must be 1: channels=3");
    refused(
        with(good, 7, 255), Reason.WRONG_DIMENSION, "height of an image must be 2: height=65282");
    refused(with(good, 10, 3), Reason.WRONG_DIMENSION, "width of an image must be 2: width=3");
    refused(
        Arrays.copyOf(good, 14), Reason.WRONG_DIMENSION, "pixels of an image must be 4: pixels=3");
    refused(
        Arrays.copyOf(good, 16), Reason.WRONG_DIMENSION, "pixels of an image must be 4: pixels=5");
  }

  private static byte[] with(byte[] record, int at, int value) {
    byte[] changed = record.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static void refused(byte[] record, Reason reason, String detail) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> parse(record));
    assertThat(refusal).hasMessage(detail);
    assertThat(refusal.reason()).isEqualTo(reason);
  }

  @Test
  void refusesNumbersWithoutMeaning() {
    assertThatThrownBy(() -> new ImageFormat(1, 0, 2, 0, 1))
        .hasMessage("height must be in [1, 65535]: height=0");
    assertThatThrownBy(() -> new ImageFormat(3, 60000, 60000, 0, 1))
        .hasMessage("image must have at most 16777216 pixels: image=3x60000x60000");
    assertThatThrownBy(() -> new ImageFormat(1, 2, 2, 0, 0))
        .hasMessage("deviation must be > 0: deviation=0.0");
    assertThatThrownBy(() -> FORMAT.record(1, new byte[3]))
        .hasMessage("pixels must be 4: pixels=3");
  }
}
