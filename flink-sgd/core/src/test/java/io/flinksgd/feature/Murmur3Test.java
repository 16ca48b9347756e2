// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Murmur3Test {
  @ParameterizedTest
  @CsvSource({
    "'', 0, 0",
    "'', 1, 514e28b7",
    "'', ffffffff, 81f16f39",
    "test, 0, ba6bd213",
    "test, 9747b28c, 704b81dc",
    "'Hello, world!', 0, c0363e43",
    "'Hello, world!', 9747b28c, 24884cba",
    "The quick brown fox jumps over the lazy dog, 0, 2e4ff723",
    "The quick brown fox jumps over the lazy dog, 9747b28c, 2fa826cd",
    "a, 9747b28c, 7fa09ea6",
    "aa, 9747b28c, 5d211726",
    "aaa, 9747b28c, 283e0130",
    "aaaa, 9747b28c, 5a97808a",
    "abc, 9747b28c, c84a62dd",
  })
  void publishedVectors(String text, String seed, String hash) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(Murmur3.hash(bytes, Integer.parseUnsignedInt(seed, 16)))
        .isEqualTo(Integer.parseUnsignedInt(hash, 16));
  }

  @Test
  void partsOfBytesAndOfCharactersHashAsTheWholeOfACopy() {
    String text = "abcdefghi";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int from = 0; from <= bytes.length; from++) {
      for (int length = 0; length <= bytes.length - from; length++) {
        int exact = Murmur3.hash(Arrays.copyOfRange(bytes, from, from + length), 3);
        assertThat(Murmur3.hash(bytes, from, length, 3)).isEqualTo(exact);
        assertThat(Murmur3.hash(text.toCharArray(), from, length, 3)).isEqualTo(exact);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"abc, 0, 3, true", "'', 0, 0, true", "a\u00e9b, 0, 3, false", "a\u00e9b, 2, 1, true"})
  void oneByteForEachCharacterIsAscii(String text, int from, int length, boolean ascii) {
    assertThat(Murmur3.areAscii(text.toCharArray(), from, length)).isEqualTo(ascii);
  }

  @Test
  void anIntegerHashesAsItsFourBytesFromTheLowest() {
    Random random = new Random(4);
    for (int i = 0; i < 1000; i++) {
      int value = random.nextInt();
      int seed = random.nextInt();
      byte[] bytes = {
        (byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)
      };
      assertThat(Murmur3.hash(value, seed)).isEqualTo(Murmur3.hash(bytes, seed));
    }
  }
}
