// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * MurmurHash3, the 32-bit variant for x86 (Austin Appleby, public domain): stable for ever, because
 * hashed models depend on it.
 */
final class Murmur3 {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int C1 = 0xcc9e2d51;
  private static final int C2 = 0x1b873593;

  private Murmur3() {}

  /** The hash of all bytes. */
  static int hash(byte[] bytes, int seed) {
    return hash(bytes, 0, bytes.length, seed);
  }

  /** The hash of {@code length} bytes. */
  static int hash(byte[] bytes, int from, int length, int seed) {
    int hash = seed;
    int tail = from + (length & ~3);
    for (int i = from; i < tail; i += 4) {
      int k = (int) INT.get(bytes, i);
      hash = Integer.rotateLeft(hash ^ scramble(k), 13) * 5 + 0xe6546b64;
    }
    int k = 0;
    for (int i = from + length - 1; i >= tail; i--) {
      k = k << 8 | (bytes[i] & 0xff);
    }
    return finish(hash ^ scramble(k) ^ length);
  }

  /**
   * The hash of {@code length} characters as the bytes that they are in UTF-8, if all of them are
   * ASCII; to be asked of {@link #areAscii} first.
   */
  static int hash(char[] ascii, int from, int length, int seed) {
    int hash = seed;
    int tail = from + (length & ~3);
    for (int i = from; i < tail; i += 4) {
      int k = ascii[i] | ascii[i + 1] << 8 | ascii[i + 2] << 16 | ascii[i + 3] << 24;
      hash = Integer.rotateLeft(hash ^ scramble(k), 13) * 5 + 0xe6546b64;
    }
    int k = 0;
    for (int i = from + length - 1; i >= tail; i--) {
      k = k << 8 | ascii[i];
    }
    return finish(hash ^ scramble(k) ^ length);
  }

  /** Whether each of these characters is one byte in UTF-8. */
  static boolean areAscii(char[] chars, int from, int length) {
    int all = 0;
    for (int i = from; i < from + length; i++) {
      all |= chars[i];
    }
    return all < 0x80;
  }

  /** The hash of four bytes, least significant first. */
  static int hash(int value, int seed) {
    int hash = Integer.rotateLeft(seed ^ scramble(value), 13) * 5 + 0xe6546b64;
    return finish(hash ^ 4);
  }

  private static int scramble(int k) {
    return Integer.rotateLeft(k * C1, 15) * C2;
  }

  private static int finish(int hash) {
    int h = hash;
    h ^= h >>> 16;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    return h ^ h >>> 16;
  }
}
