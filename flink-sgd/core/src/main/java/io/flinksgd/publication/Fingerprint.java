// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.publication;

/** A 64-bit hash of a page, so that a manifest can name a set of pages by one exclusive-or. */
final class Fingerprint {
  private Fingerprint() {}

  static long of(int page, long cut, float[] weights) {
    long hash = mix(mix(page) ^ cut);
    for (float weight : weights) {
      hash = (hash ^ Float.floatToIntBits(weight)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return mix(hash);
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
  private static long mix(long x) {
    long z = x + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
