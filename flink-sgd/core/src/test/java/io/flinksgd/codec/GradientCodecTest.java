// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.testing.Case;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GradientCodecTest {
  private final Random random = new Random(5);

  @Test
  void usageExample() {
    GradientCodec codec = GradientCodec.parse("top-k:0.5");
    float[] gradient = {0.1f, -3f, 2f, 0f};
    ByteBuffer bytes = ByteBuffer.allocate(codec.maxBytes(4));
    codec.encode(gradient, 0, 4, random, bytes);
    bytes.flip();

    assertThat(bytes.remaining()).isEqualTo(2 * (1 + 4));
    float[] decoded = new float[4];
    codec.decode(bytes, 4, decoded, 0);
    assertThat(decoded).containsExactly(0f, -3f, 2f, 0f);
  }

  private float[] gaussian(int count) {
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] through(GradientCodec codec, float[] values, RandomGenerator random) {
    ByteBuffer bytes = ByteBuffer.allocate(codec.maxBytes(values.length));
    codec.encode(values, 0, values.length, random, bytes);
    bytes.flip();
    float[] decoded = new float[values.length];
    Arrays.fill(decoded, Float.NaN);
    codec.decode(bytes, values.length, decoded, 0);
    assertThat(bytes.remaining()).isZero();
    return decoded;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "bf16",
        "fp16",
        "top-k:0.01",
        "top-k:1",
        "one-bit",
        "one-bit:7",
        "qsgd:1",
        "qsgd:7",
        "qsgd:levels=127,bucket=100"
      })
  void isTheContractionThatItClaimsOnEverySizeAndScale(String text) {
    GradientCodec codec = GradientCodec.parse(text);
    assertThat(GradientCodec.parse(codec.spec())).isEqualTo(codec);
    for (int count : new int[] {1, 2, 7, 8, 9, 511, 512, 513, 3000}) {
      for (float scale : new float[] {1e-3f, 1f, 100f}) {
        double ratio = 0;
        for (int repeat = 0; repeat < 20; repeat++) {
          float[] values = gaussian(count);
          values[count / 2] *= 20; // some coordinates are always larger than others
          for (int k = 0; k < count; k++) {
            values[k] *= scale;
          }
          ratio += lost(values, through(codec, values, random)) / 20;
        }
        assertThat(ratio)
            .as("%s of %d floats of scale %s", text, count, scale)
            .isLessThanOrEqualTo(codec.contraction(count) * 1.02);
      }
      assertThat(through(codec, new float[count], random)).containsOnly(0f);
    }
    assertThat(through(codec, new float[0], random)).isEmpty();
  }

  private static double lost(float[] values, float[] decoded) {
    double lost = 0;
    double squares = 0;
    for (int k = 0; k < values.length; k++) {
      lost += Math.pow(values[k] - (double) decoded[k], 2);
      squares += values[k] * (double) values[k];
    }
    return lost / squares;
  }

  @Test
  void topKKeepsExactlyTheLargest() {
    float[] values = gaussian(10_000);
    values[17] = values[4]; // ties too
    float[] decoded = through(GradientCodec.parse("top-k:0.03"), values, random);
    float[] magnitudes = new float[values.length];
    int kept = 0;
    for (int k = 0; k < values.length; k++) {
      magnitudes[k] = Math.abs(values[k]);
      if (decoded[k] != 0) {
        assertThat(decoded[k]).isEqualTo(values[k]);
        kept++;
      }
    }
    assertThat(kept).isEqualTo(300);
    Arrays.sort(magnitudes);
    float least = magnitudes[values.length - 300];
    for (int k = 0; k < values.length; k++) {
      assertThat(decoded[k] != 0).isEqualTo(Math.abs(values[k]) >= least);
    }
    // all the same: any will do, but no more than were asked for
    float[] same = new float[100];
    Arrays.fill(same, -2f);
    assertThat(count(through(GradientCodec.parse("top-k:0.1"), same, random))).isEqualTo(10);
  }

  private static int count(float[] values) {
    int count = 0;
    for (float value : values) {
      count += value == 0 ? 0 : 1;
    }
    return count;
  }

  @Test
  void oneBitIsSignTimesMeanMagnitude() {
    float[] decoded =
        through(GradientCodec.parse("one-bit:3"), new float[] {1, -2, 3, -0.5f, 0.5f}, random);
    assertThat(decoded).containsExactly(2, -2, 2, -0.5f, 0.5f);
  }

  @Test
  void quantisationHasNoBiasButItsScale() {
    GradientCodec codec = GradientCodec.parse("qsgd:levels=4,bucket=16");
    float[] values = gaussian(16);
    double[] mean = new double[16];
    int repeats = 20_000;
    for (int repeat = 0; repeat < repeats; repeat++) {
      float[] decoded = through(codec, values, random);
      for (int k = 0; k < 16; k++) {
        mean[k] += decoded[k] / (double) repeats;
      }
    }
    double shrunk = 1 + Math.min(16 / 16.0, 4 / 4.0);
    for (int k = 0; k < 16; k++) {
      assertThat(mean[k] * shrunk).isCloseTo(values[k], within(0.04));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fp16, 1, 1",
    "fp16, 65504, 65504",
    "fp16, 65519, 65504",
    "fp16, 65520, 65520", // beyond: exactly
    "fp16, 1e9, 1e9",
    "fp16, -70000, -70000",
    "fp16, 3.4028234e38, 3.4028234e38",
    "fp16, 1e-45, 0",
    "fp16, 1.00048828125, 1", // a tie goes to even
    "fp16, 1.00146484375, 1.001953125",
    "fp16, 5.9604644775390625e-8, 5.9604644775390625e-8", // 2^-24, the smallest
    "fp16, 2e-8, 0",
    "fp16, 6.1035e-5, 6.103515625e-5", // up to the smallest normal
    "bf16, 1.00390625, 1", // a tie goes to even
    "bf16, 1.01171875, 1.015625",
    "bf16, 3.4028234e38, 3.3895314e38",
    "bf16, -1e-40, -9.18355e-41"
  })
  void halvesRoundToTheNearest(String text, float value, float expected) {
    assertThat(through(GradientCodec.parse(text), new float[] {value, -value}, random))
        .containsExactly(expected, -expected);
  }

  /** Also where a codec has no residual that could carry what is cut off. */
  @Tag("case")
  @ParameterizedTest
  @ValueSource(
      strings = {"none", "bf16", "fp16", "top-k:0.4", "top-k:1", "one-bit:3", "qsgd:2", "qsgd:7"})
  void isTheContractionThatItClaimsOfHugeNumbersToo(String text) {
    GradientCodec codec = GradientCodec.parse(text);
    for (float scale : new float[] {65504f, 1e5f, 1e10f, 1e20f, 1e38f, Float.MAX_VALUE}) {
      float[] values = {scale, -scale, 1f, 0f, scale / 2};
      double ratio = 0;
      for (int repeat = 0; repeat < 500; repeat++) {
        float[] decoded = through(codec, values, random);
        for (float each : decoded) {
          assertThat(Float.isFinite(each)).isTrue();
        }
        ratio += lost(values, decoded) / 500;
      }
      String input = "%s of [x, -x, 1, 0, x/2] with x=%s: part of the norm's square lost, at most";
      double bound = codec.contraction(values.length) * 1.05;
      Case.holds(
          "a finite model", input.formatted(text, scale), "<= " + bound, ratio, ratio <= bound);
    }
    for (float tiny : new float[] {Float.MIN_VALUE, 1e-40f, 1e-38f}) {
      for (float each : through(codec, new float[] {tiny, -tiny, 0f}, random)) {
        assertThat(Math.abs(each)).isLessThanOrEqualTo(2 * tiny);
      }
    }
  }

  @Test
  void fewBytesRemain() {
    int count = 100_000;
    float[] values = gaussian(count);
    assertThat(bytes("none", values)).isEqualTo(400_000);
    assertThat(bytes("bf16", values)).isEqualTo(200_000);
    assertThat(bytes("one-bit", values)).isEqualTo(12_892);
    assertThat(bytes("qsgd:7", values)).isEqualTo(50_784);
    assertThat(bytes("top-k:0.01", values)).isBetween(5_200, 5_400);
  }

  private int bytes(String text, float[] values) {
    GradientCodec codec = GradientCodec.parse(text);
    ByteBuffer bytes = ByteBuffer.allocate(codec.maxBytes(values.length));
    codec.encode(values, 0, values.length, random, bytes);
    return bytes.position();
  }

  @Test
  void bytesThatAreNoneOfItsOwnAreRefused() {
    float[] to = new float[100];
    for (String text : new String[] {"none", "bf16", "top-k:0.1", "one-bit", "qsgd:7"}) {
      GradientCodec codec = GradientCodec.parse(text);
      assertThatThrownBy(() -> codec.decode(ByteBuffer.allocate(3), 100, to, 0))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] far = {100, 0, 0, 0, 0, 100, 0, 0, 0, 0};
    assertThatThrownBy(
            () -> GradientCodec.parse("top-k:0.02").decode(ByteBuffer.wrap(far), 100, to, 0))
        .hasMessage("index must rise and be in [0, 100): index=99, gap=100");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "top-k:0        | share must be > 0 and <= 1: share=0.0, codec=top-k:0",
        "top-k:1.5      | share must be > 0 and <= 1: share=1.5, codec=top-k:1.5",
        "qsgd:0         | levels must be in [1, 127]: levels=0, codec=qsgd:0",
        "one-bit:0      | bucket must be >= 1: bucket=0, codec=one-bit:0",
        "bf16:3         | codec bf16 does not know [], and knows no argument: codec=bf16:3",
        "zip            | codec must be one of none, bf16, fp16, top-k, one-bit, qsgd: codec=zip"
      })
  void refusesTextsWithoutMeaning(String text, String message) {
    assertThatThrownBy(() -> GradientCodec.parse(text)).hasMessage(message);
  }
}
