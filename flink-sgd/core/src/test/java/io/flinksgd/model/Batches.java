// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import java.util.List;
import java.util.Random;

/** Random examples for the learners' tests; positions are the coordinates themselves. */
final class Batches {
  private Batches() {}

  static Example example(Random random, int features) {
    int n = 1 + random.nextInt(5);
    int[] indices = random.ints(n, 0, features).toArray();
    float[] values = new float[n];
    for (int k = 0; k < n; k++) {
      values[k] = (float) random.nextGaussian();
    }
    return new Example(
        random.nextInt(2),
        random.nextInt(3),
        new Features.Sparse(indices, values),
        0L,
        "",
        Origin.UNKNOWN);
  }

  /** A batch whose view holds every coordinate of {@code model}, in order. */
  static MiniBatch of(Model model, List<Example> examples) {
    MiniBatch batch = new MiniBatch(examples.size(), Numbering.identity());
    for (Example example : examples) {
      model.append(example, batch);
    }
    return batch;
  }
}
