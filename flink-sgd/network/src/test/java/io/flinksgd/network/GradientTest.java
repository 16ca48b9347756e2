// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Sgd;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Every layer's gradient against finite differences, in double precision, of the layer's
 * definition.
 */
final class GradientTest {
  private static final int BATCH = 5;
  private static final double STEP = 1e-6;

  private final Random random = new Random(7);

  @Test
  void aDenseLayerHasTheGradientOfTheReference() {
    check(Shape.vector(6), r -> r.dense(4), Layer.dense(4));
  }

  @Test
  void aReluBetweenDenseLayersHasTheGradientOfTheReference() {
    check(
        Shape.vector(6),
        r -> r.dense(9).relu().dense(3),
        Layer.dense(9),
        Layer.relu(),
        Layer.dense(3));
  }

  @Test
  void aConvolutionHasTheGradientOfTheReferenceAtTheInputAndBehindAnother() {
    check(
        new Shape(2, 7, 6),
        r -> r.convolution(3, 3, 1, 0, true).convolution(4, 2, 1, 0, true).dense(3),
        Layer.convolution(3, 3),
        Layer.convolution(4, 2),
        Layer.dense(3));
  }

  @Test
  void aConvolutionWithStrideAndPaddingHasTheGradientOfTheReference() {
    check(
        new Shape(1, 8, 8),
        r -> r.convolution(3, 3, 2, 1, false).convolution(4, 3, 2, 1, true).dense(3),
        Layer.convolution(3, 3).stride(2).padding(1).unbiased(),
        Layer.convolution(4, 3).stride(2).padding(1),
        Layer.dense(3));
  }

  @Test
  void aMaxPoolHasTheGradientOfTheReference() {
    check(
        new Shape(1, 9, 9),
        r -> r.convolution(3, 2, 1, 0, true).maxPool(2).relu().dense(3),
        Layer.convolution(3, 2),
        Layer.maxPool(2),
        Layer.relu(),
        Layer.dense(3));
  }

  @Test
  void aBatchNormHasTheGradientOfTheReference() {
    check(
        new Shape(1, 6, 6),
        r ->
            r.convolution(3, 3, 1, 0, false)
                .batchNorm()
                .relu()
                .convolution(2, 2, 1, 0, false)
                .batchNorm()
                .dense(3),
        Layer.convolution(3, 3).unbiased(),
        Layer.batchNorm(),
        Layer.relu(),
        Layer.convolution(2, 2).unbiased(),
        Layer.batchNorm(),
        Layer.dense(3));
  }

  @Test
  void residualsThatKeepAndThatThinOut() {
    check(
        new Shape(1, 8, 8),
        r ->
            r.convolution(2, 3, 1, 1, false)
                .residual(
                    b -> b.convolution(2, 3, 1, 1, false).relu().convolution(2, 3, 1, 1, false))
                .relu()
                .residual(b -> b.convolution(4, 3, 2, 1, false).batchNorm())
                .relu()
                .globalAverage()
                .dense(3),
        Layer.convolution(2, 3).padding(1).unbiased(),
        Layer.residual(
            Layer.convolution(2, 3).padding(1).unbiased(),
            Layer.relu(),
            Layer.convolution(2, 3).padding(1).unbiased()),
        Layer.relu(),
        Layer.residual(Layer.convolution(4, 3).stride(2).padding(1).unbiased(), Layer.batchNorm()),
        Layer.relu(),
        Layer.globalAverage(),
        Layer.dense(3));
  }

  @Test
  void batchesOfAnySizeMayFollowOneAnother() {
    Network network = (Network) Models.parse("mlp:input=6,classes=3,hidden=5");
    float[] weights = initial(network);
    Learner learner = network.learner(Sgd.of(1), false);
    for (int size : new int[] {4, 2, 4, 7, 1, 4}) {
      float[][] examples = examples(size, 6);
      assertGradient(network, learner, weights, examples, r -> r.dense(5).relu().dense(3));
    }
  }

  private void check(Shape input, UnaryOperator<Reference> reference, Layer... layers) {
    Network network = Network.of(input, 3, layers);
    float[] weights = initial(network);
    Learner learner = network.learner(Sgd.of(1), false);
    assertGradient(network, learner, weights, examples(BATCH, input.size()), reference);
  }

  /** Biases and shifts away from zero too. */
  private float[] initial(Network network) {
    float[] weights = new float[network.dimension()];
    network.initial(0, weights);
    for (int k = 0; k < network.trainable(); k++) {
      weights[k] += 0.1f * (float) random.nextGaussian();
    }
    return weights;
  }

  private float[][] examples(int size, int length) {
    float[][] examples = new float[size][length];
    for (float[] example : examples) {
      for (int k = 0; k < length; k++) {
        example[k] = (float) random.nextGaussian();
      }
    }
    return examples;
  }

  private void assertGradient(
      Network network,
      Learner learner,
      float[] view,
      float[][] examples,
      UnaryOperator<Reference> reference) {
    MiniBatch batch = new MiniBatch(examples.length, Numbering.identity());
    for (int e = 0; e < examples.length; e++) {
      float weight = e == 1 ? 2.5f : 1f;
      network.append(
          new Example(
              e % network.classes(),
              weight,
              new Features.Dense(examples[e]),
              0,
              "",
              Origin.UNKNOWN),
          batch);
    }
    float[] push = new float[network.dimension()];
    learner.learn(batch, view, network.dimension(), 0, push, new float[examples.length]);

    double[] weights = new double[network.trainable()];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = view[k];
    }
    double largest = 0;
    double[] expected = new double[weights.length];
    for (int k = 0; k < weights.length; k++) {
      double at = weights[k];
      weights[k] = at + STEP;
      double above = loss(reference, weights, examples, network.input(), batch);
      weights[k] = at - STEP;
      double below = loss(reference, weights, examples, network.input(), batch);
      weights[k] = at;
      expected[k] = (above - below) / (2 * STEP);
      largest = Math.max(largest, Math.abs(expected[k]));
    }
    assertThat(largest).isGreaterThan(1e-3);
    for (int k = 0; k < weights.length; k++) {
      assertThat((double) push[k])
          .as("coordinate %d of %s", k, network.blocks())
          .isCloseTo(expected[k], within(2e-6 * Math.max(1, largest)));
    }
  }

  private static double loss(
      UnaryOperator<Reference> reference,
      double[] weights,
      float[][] examples,
      Shape shape,
      MiniBatch batch) {
    return reference.apply(new Reference(weights, examples, shape)).loss(batch.label, batch.weight);
  }
}
