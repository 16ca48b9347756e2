// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NetworkTest {

  @Test
  void usageExample() {
    Model network = Models.parse("mlp:input=4,classes=3,hidden=16");
    float[] weights = new float[network.dimension()];
    network.initial(0, weights);
    MiniBatch batch = new MiniBatch(3, Numbering.identity());
    for (int c = 0; c < 3; c++) {
      network.append(Example.of(c, oneHot(c)), batch);
    }
    Learner learner = network.learner(Sgd.of(0.5), false);
    float[] gradient = new float[network.dimension()];
    for (int step = 0; step < 100; step++) {
      learner.learn(batch, weights, weights.length, 0, gradient, new float[3]);
      for (int k = 0; k < weights.length; k++) {
        weights[k] -= 0.5f * gradient[k];
      }
    }

    for (int c = 0; c < 3; c++) {
      assertThat(network.score(oneHot(c), k -> weights[k])).isEqualTo(c);
    }
  }

  private static Features oneHot(int c) {
    float[] values = new float[4];
    values[c] = 1;
    return new Features.Dense(values);
  }

  @Test
  void readyNetworksHaveTheSizesOfTheLiterature() {
    assertThat(Models.parse("softmax").dimension()).isEqualTo(7_850);
    assertThat(Models.parse("lenet").dimension()).isEqualTo(431_080);
    // on three channels 0.27M, as table 6 of the paper says; one channel spares 288
    assertThat(((Network) Models.parse("resnet20:input=3x32x32")).trainable()).isEqualTo(269_722);
    assertThat(((Network) Models.parse("resnet20")).trainable()).isEqualTo(269_434);
  }

  @Test
  void penaltiesLeaveBiasesAlone() {
    assertThat(Models.parse("softmax").unpenalised()).containsExactly(7_840, 7_850);
    int[] resnet = Models.parse("resnet20").unpenalised();
    assertThat(resnet).isSorted().doesNotHaveDuplicates().hasSize(2 * (19 + 1));
  }

  @Test
  void textFormsMakeEqualNetworks() {
    for (String text : new String[] {"softmax", "mlp:hidden=8", "lenet:seed=4", "resnet20"}) {
      Model model = Models.parse(text);
      assertThat(Models.parse(model.spec())).isEqualTo(model);
    }
    assertThatThrownBy(() -> Models.parse("lenet:depth=3"))
        .hasMessage(
            "model lenet does not know [depth], and knows classes, input, seed: model=lenet:depth=3");
    assertThatThrownBy(() -> Models.parse("lenet:input=28"))
        .hasMessageStartingWith("kernel must be at most as large as the padded input");
    assertThatThrownBy(() -> Models.parse("le-net"))
        .hasMessage(
            "model must be one of logistic-regression, linear-regression, lenet, mlp, resnet20,"
                + " samediff, softmax (did you mean lenet?): model=le-net");
  }

  @Test
  void beginsTheSameOnEveryServer() {
    Model network = Models.parse("resnet20");
    float[] whole = new float[network.dimension()];
    network.initial(0, whole);
    float[] pages = new float[network.dimension()];
    for (int first = 0; first < pages.length; first += 1000) {
      float[] page = new float[Math.min(1000, pages.length - first)];
      network.initial(first, page);
      System.arraycopy(page, 0, pages, first, page.length);
    }

    assertThat(pages).isEqualTo(whole);
    float[] other = new float[network.dimension()];
    Models.parse("resnet20:seed=2").initial(0, other);
    assertThat(other).isNotEqualTo(whole);
  }

  @Test
  void weightsBeginWithTheVarianceThatReluWants() {
    Network network = (Network) Models.parse("lenet");
    float[] weights = new float[network.dimension()];
    network.initial(0, weights);
    Block hidden = network.blocks().get(4);

    assertThat(hidden.name()).isEqualTo("layer7.weight");
    double squares = 0;
    for (int k = hidden.first(); k < hidden.end(); k++) {
      squares += weights[k] * (double) weights[k];
    }
    assertThat(squares / hidden.length() * 800).isBetween(1.98, 2.02);
  }

  @Test
  void theLastLayersGradientsAreReadyFirstAndFinal() {
    for (String text : new String[] {"lenet", "resnet20", "mlp:hidden=8"}) {
      Network network = (Network) Models.parse(text);
      float[] weights = new float[network.dimension()];
      network.initial(0, weights);
      MiniBatch batch = new MiniBatch(2, Numbering.identity());
      Random random = new Random(1);
      for (int label = 0; label < 2; label++) {
        float[] image = new float[network.denseFeatures()];
        for (int k = 0; k < image.length; k++) {
          image[k] = (float) random.nextGaussian();
        }
        network.append(Example.of(label, new Features.Dense(image)), batch);
      }
      float[] push = new float[weights.length];
      List<Integer> firsts = new ArrayList<>();
      List<float[]> parts = new ArrayList<>();
      Learner learner = network.learner(Sgd.of(1), false);

      learner.learn(
          batch,
          weights,
          weights.length,
          0,
          push,
          new float[2],
          from -> {
            firsts.add(from);
            parts.add(Arrays.copyOfRange(push, from, push.length));
          });

      assertThat(firsts).isSortedAccordingTo(Comparator.reverseOrder()).endsWith(0);
      assertThat(firsts.get(0)).isGreaterThan(0);
      for (int i = 0; i < parts.size(); i++) {
        assertThat(parts.get(i))
            .as("%s from %s", text, firsts.get(i))
            .isEqualTo(Arrays.copyOfRange(push, firsts.get(i), push.length));
      }
      float[] whole = new float[weights.length];
      learner.learn(batch, weights, weights.length, 0, whole, new float[2]);
      assertThat(push).isEqualTo(whole);
    }
  }

  @Test
  void averagesOfBatchNormsAreCoordinatesThatPredictionsUse() {
    Network network =
        Network.of(
            new Shape(1, 3, 3),
            1,
            Layer.convolution(2, 3).unbiased(),
            Layer.batchNorm(),
            Layer.dense(2));
    float[] weights = new float[network.dimension()];
    network.initial(0, weights);
    assertThat(network.dimension() - network.trainable()).isEqualTo(4);
    assertThat(Arrays.copyOfRange(weights, network.trainable(), weights.length))
        .containsExactly(0, 0, 1, 1);

    MiniBatch batch = new MiniBatch(64, Numbering.identity());
    Random random = new Random(1);
    float[][] examples = new float[64][9];
    for (float[] example : examples) {
      for (int k = 0; k < 9; k++) {
        example[k] = 3 + (float) random.nextGaussian();
      }
      network.append(Example.of(0, new Features.Dense(example)), batch);
    }
    Learner learner = network.learner(Sgd.of(1), false);
    float[] push = new float[weights.length];
    for (int step = 0; step < 200; step++) {
      learner.learn(batch, weights, weights.length, 0, push, new float[64]);
      for (int c = network.trainable(); c < weights.length; c++) {
        weights[c] -= Model.AVERAGING * push[c];
      }
    }

    // by now the averages are the batch's own mean and variance: the kernel's response to it
    double[] mean = new double[2];
    double[] squares = new double[2];
    for (float[] example : examples) {
      for (int c = 0; c < 2; c++) {
        double sum = 0;
        for (int k = 0; k < 9; k++) {
          sum += weights[c * 9 + k] * (double) example[k];
        }
        mean[c] += sum / 64;
        squares[c] += sum * sum;
      }
    }
    for (int c = 0; c < 2; c++) {
      double variance = (squares[c] - 64 * mean[c] * mean[c]) / 63;
      assertThat((double) weights[network.trainable() + c]).isCloseTo(mean[c], within(1e-5));
      assertThat((double) weights[network.trainable() + 2 + c]).isCloseTo(variance, within(1e-4));
    }
  }

  @Test
  void badExamplesAreRejectedByRule() {
    Model network = Models.parse("softmax:input=2,classes=3");

    assertThat(reason(network, Example.of(3, new Features.Dense(new float[2]))))
        .isEqualTo("BAD_LABEL label must be a whole number in [0, 3): label=3.0");
    assertThat(reason(network, Example.of(0.5f, new Features.Dense(new float[2]))))
        .startsWith(Reason.BAD_LABEL.name());
    assertThat(reason(network, Example.of(Float.NaN, new Features.Dense(new float[2]))))
        .startsWith(Reason.BAD_LABEL.name());
    assertThat(reason(network, Example.of(1, new Features.Dense(new float[3]))))
        .isEqualTo("WRONG_DIMENSION dense must have length 2: length=3");
    assertThat(reason(network, Example.of(1, new Features.Dense(new float[] {0, Float.NaN}))))
        .isEqualTo("NOT_FINITE feature 1 must be finite: value=NaN");
    assertThat(reason(network, Example.of(1, Features.Sparse.ofOnes(new int[] {0}))))
        .isEqualTo("WRONG_DIMENSION features must be dense: sparse=1");
    assertThat(network.reject(Example.of(2, new Features.Dense(new float[2])))).isEmpty();
  }

  private static String reason(Model model, Example example) {
    return model.reject(example).map(r -> r.reason() + " " + r.detail()).orElseThrow();
  }

  @Test
  void layersThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> Network.of(Shape.vector(4), 1, Layer.convolution(2, 3)))
        .hasMessage("kernel must be at most as large as the padded input: kernel=3, input=4");
    assertThatThrownBy(() -> Network.of(new Shape(1, 4, 4), 1, Layer.maxPool(5)))
        .hasMessage("size of a pool must be at most that of its input: size=5, input=1x4x4");
    assertThatThrownBy(() -> Network.of(Shape.vector(4), 1, Layer.dense(1)))
        .hasMessage("classes must be >= 2: classes=1");
    assertThatThrownBy(() -> Layer.residual(Layer.relu(), Layer.dense(3)))
        .hasMessage("body of a residual must not begin or end with relu");
    assertThatThrownBy(() -> Models.parse("mlp").learner(Sgd.of(1), true))
        .hasMessage("local-steps must be false for networks: local-steps=true");
  }
}
