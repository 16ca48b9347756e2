// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import java.util.SplittableRandom;

/** Random signs. */
final class Signs {
  private Signs() {}

  /** Each of {@code size} with a sign of its own. */
  static float[] draw(float[] size, SplittableRandom random) {
    float[] values = new float[size.length];
    long bits = 0;
    for (int j = 0; j < values.length; j++) {
      if ((j & 63) == 0) {
        bits = random.nextLong();
      }
      values[j] = (bits & 1) == 0 ? size[j] : -size[j];
      bits >>>= 1;
    }
    return values;
  }
}
