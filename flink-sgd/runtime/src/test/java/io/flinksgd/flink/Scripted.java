// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.testing.MadeUpModel;
import java.util.Arrays;

/**
 * A model with one coordinate, which counts examples, and with a part to play: it is right, then
 * for a while as wrong as if it had diverged, and then right again.
 *
 * @param wrongFrom the number of the first example that it gets wrong
 * @param wrongTo the number of the first that it gets right again
 */
record Scripted(long wrongFrom, long wrongTo) implements MadeUpModel {
  private static final long serialVersionUID = 1L;

  static Example example(long number) {
    return new Example(
        number % 2,
        1,
        new Features.Dense(new float[] {1}),
        Example.NO_TIME,
        "",
        new Origin("n", 0, number));
  }

  /** What it says of the example with this number; the truth is 1 for odd numbers. */
  float score(long number) {
    float right = number % 2 == 1 ? 0.75f : 0.25f;
    float wrong = number % 2 == 1 ? 0.001f : 0.999f;
    return number >= wrongFrom && number < wrongTo ? wrong : right;
  }

  /** Log-loss of the first {@code examples}. */
  double loss(long examples) {
    long wrong = Math.max(0, Math.min(examples, wrongTo) - wrongFrom);
    return -((examples - wrong) * Math.log(0.75) + wrong * Math.log(0.001)) / examples;
  }

  @Override
  public int dimension() {
    return 1;
  }

  @Override
  public boolean pullsAll() {
    return true;
  }

  @Override
  public boolean classifies() {
    return true;
  }

  @Override
  public void append(Example example, MiniBatch batch) {
    batch.entry(0, 1f);
    batch.endExample(
        example.label(), example.weight(), example.eventTime(), example.key(), example.origin());
  }

  @Override
  public void learn(MiniBatch batch, int coordinates, float[] push, float[] score) {
    Arrays.fill(push, 0, coordinates, batch.size());
    for (int e = 0; e < batch.size(); e++) {
      score[e] = score(batch.origin[e].offset());
    }
  }

  @Override
  public String spec() {
    return "scripted";
  }
}
