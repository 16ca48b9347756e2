// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.model.Artifact;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Sgd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SameDiff;

final class SameDiffModelTest {
  private final Random random = new Random(11);

  @Test
  void usageExample(@TempDir Path directory) {
    Path file = directory.resolve("digits.sd");
    Graphs.mlp(4, 8, 3).save(file.toFile(), false);

    Model model = Models.parse("samediff:file=" + file);

    assertThat(model.dimension()).isEqualTo(4 * 8 + 8 + 8 * 3 + 3);
    float[] weights = new float[model.dimension()];
    model.initial(0, weights);
    MiniBatch batch = batch(model, 12, 4, 3);
    Learner learner = model.learner(Sgd.of(1), false);
    float[] gradient = new float[weights.length];
    float[] score = new float[12];
    for (int step = 0; step < 200; step++) {
      learner.learn(batch, weights, weights.length, 0, gradient, score);
      for (int k = 0; k < weights.length; k++) {
        weights[k] -= gradient[k];
      }
    }
    for (int e = 0; e < 12; e++) {
      assertThat(score[e]).isEqualTo(batch.label[e]);
      float[] features = java.util.Arrays.copyOfRange(batch.value, e * 4, e * 4 + 4);
      assertThat(model.score(new Features.Dense(features), k -> weights[k]))
          .isEqualTo(batch.label[e]);
    }
  }

  private MiniBatch batch(Model model, int size, int features, int classes) {
    MiniBatch batch = new MiniBatch(size, Numbering.identity());
    for (int e = 0; e < size; e++) {
      float[] values = new float[features];
      for (int k = 0; k < features; k++) {
        values[k] = (float) random.nextGaussian();
      }
      model.append(Example.of(e % classes, new Features.Dense(values)), batch);
    }
    return batch;
  }

  /** The layers of this package against SameDiff's own differentiation. */
  @Test
  void lenetHasTheGradientThatSameDiffFinds() {
    SameDiffModel graph = SameDiffModel.of(Graphs.lenet(), Graphs.NAMES);
    Network network = (Network) Models.parse("lenet");
    assertThat(graph.dimension()).isEqualTo(network.dimension());
    float[] theirs = new float[graph.dimension()];
    graph.initial(0, theirs);
    float[] ours = new float[network.dimension()];
    permute(graph, network, theirs, ours);
    MiniBatch batch = batch(network, 9, 784, 10);

    float[] found = new float[graph.dimension()];
    float[] score = new float[9];
    graph.learner(Sgd.of(1), false).learn(batch, theirs, theirs.length, 0, found, score);
    float[] expected = new float[graph.dimension()];
    permute(graph, network, found, expected);
    float[] push = new float[network.dimension()];
    float[] predicted = new float[9];
    network.learner(Sgd.of(1), false).learn(batch, ours, ours.length, 0, push, predicted);

    assertThat(predicted).isEqualTo(score);
    double norm = 0;
    double difference = 0;
    for (int k = 0; k < push.length; k++) {
      norm += expected[k] * (double) expected[k];
      difference += Math.pow(push[k] - (double) expected[k], 2);
    }
    assertThat(Math.sqrt(norm)).isGreaterThan(0.1);
    assertThat(Math.sqrt(difference / norm)).isCloseTo(0, within(1e-5));
  }

  /** From the graph's {@code [kernel, kernel, in, out]} to the network's order. */
  private static void permute(SameDiffModel graph, Network network, float[] from, float[] to) {
    int[][] convolutions = {{20, 1}, {50, 20}};
    for (int b = 0; b < network.blocks().size(); b++) {
      Block block = network.blocks().get(b);
      assertThat(graph.blocks().get(b).first()).isEqualTo(block.first());
      if (b == 0 || b == 2) {
        int out = convolutions[b / 2][0];
        int in = convolutions[b / 2][1];
        for (int k = 0; k < block.length(); k++) {
          int o = k / (in * 25);
          int i = k / 25 % in;
          int spot = k % 25;
          to[block.first() + k] = from[block.first() + (spot * in + i) * out + o];
        }
      } else {
        System.arraycopy(from, block.first(), to, block.first(), block.length());
      }
    }
  }

  @Test
  void travelsToWorkersAsBytes() throws Exception {
    SameDiffModel model = SameDiffModel.of(Graphs.mlp(3, 4, 2), Graphs.NAMES);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(model);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      SameDiffModel copy = (SameDiffModel) in.readObject();
      assertThat(copy).isEqualTo(model);
      float[] weights = new float[model.dimension()];
      model.initial(0, weights);
      Features features = new Features.Dense(new float[] {1, -2, 3});
      assertThat(copy.score(features, k -> weights[k]))
          .isEqualTo(model.score(features, k -> weights[k]));
    }
  }

  @Test
  void publishedModelIsMadeOfItsTextAndArtifactWithoutTheFile(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("digits.sd");
    Graphs.mlp(3, 4, 2).save(file.toFile(), false);
    Model trained = Models.parse("samediff:file=" + file);
    Files.delete(file);
    Artifact graph = trained.artifact().orElseThrow();
    assertThat(trained.spec()).startsWith("samediff:sha256=" + graph.sha256() + ",features=");

    Model published = Models.published(trained.spec(), Optional.of(Artifact.of(graph.bytes())));

    assertThat(published).isEqualTo(trained);
    float[] weights = new float[trained.dimension()];
    trained.initial(0, weights);
    Features features = new Features.Dense(new float[] {1, -2, 3});
    assertThat(published.score(features, k -> weights[k]))
        .isEqualTo(trained.score(features, k -> weights[k]));
  }

  @Test
  void publishedTextNeverOpensAFile(@TempDir Path directory) {
    Path file = directory.resolve("digits.sd");
    Graphs.mlp(3, 4, 2).save(file.toFile(), false);
    Model trained = Models.parse("samediff:file=" + file);
    assertThatThrownBy(() -> Models.published("samediff:file=" + file, trained.artifact()))
        .hasMessage(
            "published model must name its graph by sha256 and not by a file: file="
                + file
                + ", model=samediff:file="
                + file);
    assertThatThrownBy(() -> Models.published(trained.spec(), Optional.empty()))
        .hasMessageStartingWith("graph must have been published with the model: sha256=")
        .hasMessageEndingWith(", published=none, model=" + trained.spec());
    assertThatThrownBy(
            () -> Models.published(trained.spec(), Optional.of(Artifact.of(new byte[1]))))
        .hasMessageStartingWith("graph must have been published with the model: sha256=");
    assertThatThrownBy(() -> new GraphNames("a,b", "labels", "output", "loss"))
        .hasMessage("name of a variable must have no comma and not be empty: name=a,b");
  }

  @Test
  void whatTheGraphLacksIsSaid(@TempDir Path directory) throws Exception {
    SameDiff graph = Graphs.mlp(3, 4, 2);
    assertThatThrownBy(
            () -> SameDiffModel.of(graph, new GraphNames("x", "labels", "output", "loss")))
        .hasMessageStartingWith("features must be a variable of the graph, one of [")
        .hasMessageEndingWith(": features=x");
    assertThatThrownBy(
            () -> SameDiffModel.of(graph, new GraphNames("w1", "labels", "output", "loss")))
        .hasMessageStartingWith("features must be a placeholder");
    Path other = directory.resolve("other.sd");
    Files.write(other, new byte[100]);
    assertThatThrownBy(() -> SameDiffModel.load(other, Graphs.NAMES))
        .hasMessageStartingWith("graph must be a file that SameDiff saved: sha256=")
        .hasMessageEndingWith(", bytes=100");
    assertThatThrownBy(() -> Models.parse("samediff:features=x"))
        .hasMessage(
            "samediff needs file=PATH, a graph that SameDiff saved, model=samediff:features=x");
  }
}
