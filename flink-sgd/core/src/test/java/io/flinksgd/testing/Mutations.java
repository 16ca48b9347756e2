// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes inputs of examples by mistakes, each from its seed alone. */
final class Mutations {
  private static final int LONGEST = 1 << 16;
  private static final List<String> WORDS =
      List.of(
          "0",
          "-1",
          "1e999",
          "-0",
          "0.0",
          "NaN",
          "Infinity",
          "null",
          "true",
          "2147483647",
          "-2147483648",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "1234567890123456789012345678901234567890",
          "1e-400",
          "0x10",
          ".",
          "..",
          "/etc/passwd",
          "\u00e9",
          "\ud83d\ude00",
          "\ufeff",
          "\u0000",
          "\r\n",
          "\t",
          " ",
          "\"",
          "'",
          "\\",
          ",",
          ":",
          "=",
          "|",
          "*",
          "{",
          "}",
          "[",
          "]",
          "#",
          "+",
          "-",
          "%s",
          "${env:HOME}");
  private static final int[] NUMBERS = {
    0,
    1,
    -1,
    2,
    127,
    128,
    255,
    256,
    1023,
    1 << 16,
    1 << 20,
    1 << 24,
    1 << 28,
    1 << 30,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE
  };

  private final List<byte[]> examples;
  private final List<String> words;

  Mutations(List<byte[]> examples, List<String> words) {
    this.examples = List.copyOf(examples);
    this.words = List.copyOf(words);
  }

  List<byte[]> examples() {
    return examples;
  }

  byte[] input(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    if (random.nextInt(50) == 0) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      return bytes;
    }
    byte[] input = one(examples, random).clone();
    int mistakes = random.nextInt(5);
    for (int i = 0; i < mistakes; i++) {
      input = mistake(input, random);
    }
    return input.length <= LONGEST ? input : Arrays.copyOf(input, LONGEST);
  }

  private byte[] mistake(byte[] input, SplittableRandom random) {
    int at = random.nextInt(input.length + 1);
    int length = Math.min(input.length - at, 1 << random.nextInt(8));
    return switch (random.nextInt(11)) {
      case 0 -> with(input, at, 0, word(random));
      case 1 -> with(input, at, length, word(random));
      case 2 -> with(input, at, length, new byte[0]);
      case 3 -> with(input, at, 0, Arrays.copyOfRange(input, at, at + length));
      case 4 -> with(input, at, 0, repeated(Arrays.copyOfRange(input, at, at + length), random));
      case 5 -> with(input, at, 0, repeated(word(random), random));
      case 6 -> Arrays.copyOf(input, at);
      case 7 -> with(input, at, input.length - at, tail(one(examples, random), random));
      case 8 -> number(input, at, random);
      case 9 -> with(input, at, 0, one(examples, random));
      default -> flipped(input, at, random);
    };
  }

  private byte[] word(SplittableRandom random) {
    boolean own = !words.isEmpty() && random.nextBoolean();
    return one(own ? words : WORDS, random).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] repeated(byte[] part, SplittableRandom random) {
    int times = 1 << random.nextInt(random.nextInt(16) == 0 ? 16 : 8);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (times-- > 0 && all.size() < LONGEST) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] tail(byte[] of, SplittableRandom random) {
    return Arrays.copyOfRange(of, random.nextInt(of.length + 1), of.length);
  }

  /** A number of four or eight bytes, as formats of bytes have them. */
  private static byte[] number(byte[] input, int at, SplittableRandom random) {
    byte[] changed = input.clone();
    int number = NUMBERS[random.nextInt(NUMBERS.length)];
    for (int i = 0; i < 4 && at + i < changed.length; i++) {
      changed[at + i] = (byte) (number >>> (24 - 8 * i));
    }
    return changed;
  }

  private static byte[] flipped(byte[] input, int at, SplittableRandom random) {
    byte[] changed = input.clone();
    if (at < changed.length) {
      changed[at] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  private static byte[] with(byte[] input, int at, int length, byte[] part) {
    byte[] changed = new byte[input.length - length + part.length];
    System.arraycopy(input, 0, changed, 0, at);
    System.arraycopy(part, 0, changed, at, part.length);
    System.arraycopy(input, at + length, changed, at + part.length, input.length - at - length);
    return changed;
  }

  private static <T> T one(List<T> of, SplittableRandom random) {
    return of.get(random.nextInt(of.size()));
  }
}
