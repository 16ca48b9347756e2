// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Sgd;
import io.flinksgd.testing.Case;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What networks say of an example, and of what is none. */
final class ScoringTest {
  private final Random random = new Random(3);

  @Test
  void usageExample() {
    Model network = Models.parse("softmax:input=2,classes=3");
    float[] weights = new float[network.dimension()];
    weights[6] = (float) Math.log(1); // the biases are the scores of the origin
    weights[7] = (float) Math.log(2);
    weights[8] = (float) Math.log(5);
    double[] probabilities = new double[network.classes()];

    double score = network.score(dense(0, 0), k -> weights[k], probabilities);

    assertThat(score).isEqualTo(2);
    assertThat(probabilities).containsExactly(new double[] {0.125, 0.25, 0.625}, within(1e-6));
  }

  @Test
  @Tag("case")
  void scoringRefusesWhatTrainingRefuses() {
    List<Model> models =
        List.of(
            Models.parse("softmax"),
            Models.parse("mlp"),
            Models.parse("lenet"),
            Models.parse("resnet20"),
            SameDiffModel.of(Graphs.mlp(784, 8, 10), Graphs.NAMES));
    float[] notFinite = new float[784];
    notFinite[5] = Float.NEGATIVE_INFINITY;
    for (Model model : models) {
      for (Features bad :
          List.of(
              dense(new float[783]),
              dense(new float[785]),
              dense(),
              dense(notFinite),
              Features.Sparse.ofOnes(new int[] {0}))) {
        String trained =
            model
                .reject(Example.of(1, bad))
                .map(rejected -> rejected.reason() + " " + rejected.detail())
                .orElseThrow();
        String name = model.spec().replaceAll(":.*", "");
        Case.equal(
            "scoring",
            "%s, %d values: refused as in training".formatted(name, bad.size()),
            trained,
            refusal(model, bad));
      }
    }
    Case.equal(
        "scoring",
        "lenet, a vector of 783",
        "WRONG_DIMENSION dense must have length 784: length=783",
        refusal(models.get(2), dense(new float[783])));
  }

  private static String refusal(Model model, Features features) {
    try {
      return "score " + model.score(features, k -> 0f);
    } catch (Refusal refusal) {
      return refusal.reason() + " " + refusal.getMessage();
    }
  }

  @Test
  void probabilitiesOfAnExampleAreThoseOfItsBatch() {
    for (Model model :
        List.of(
            Models.parse("softmax:input=6,classes=4"),
            Models.parse("mlp:input=6,classes=2,hidden=5"),
            SameDiffModel.of(Graphs.mlp(6, 8, 3), Graphs.NAMES))) {
      float[] weights = new float[model.dimension()];
      model.initial(0, weights);
      Learner learner = model.learner(Sgd.of(1), false);
      for (int size : new int[] {7, 2}) {
        MiniBatch batch = batch(model, size, 6);
        float[] score = new float[size];
        learner.learn(batch, weights, weights.length, 0, new float[weights.length], score);

        float[] ofBatch = learner.probabilities();
        double[] ofExample = new double[model.classes()];
        for (int e = 0; e < size; e++) {
          Features features = dense(Arrays.copyOfRange(batch.value, e * 6, e * 6 + 6));
          double scored = model.score(features, k -> weights[k], ofExample);
          assertThat(scored).isEqualTo(score[e]);
          assertThat(Arrays.stream(ofExample).sum()).isCloseTo(1, within(1e-6));
          for (int c = 0; c < model.classes(); c++) {
            assertThat(ofExample[c]).isLessThanOrEqualTo(ofExample[(int) scored]);
            assertThat(ofExample[c]).isCloseTo(ofBatch[e * model.classes() + c], within(1e-6));
          }
        }
      }
    }
  }

  private MiniBatch batch(Model model, int size, int features) {
    MiniBatch batch = new MiniBatch(size, Numbering.identity());
    for (int e = 0; e < size; e++) {
      float[] values = new float[features];
      for (int k = 0; k < features; k++) {
        values[k] = (float) random.nextGaussian();
      }
      model.append(Example.of(e % 2, dense(values)), batch);
    }
    return batch;
  }

  @Test
  void whatAGraphSaysMayBeScoresProbabilitiesOrTheirLogarithms() {
    double[] expected = probabilities(SameDiffModel.of(classifier(), names("scores")));

    assertThat(Arrays.stream(expected).max().orElseThrow()).isBetween(0.3, 0.9);
    for (String output : List.of("softmax", "logSoftmax", "reshaped")) {
      assertThat(probabilities(SameDiffModel.of(classifier(), names(output))))
          .as(output)
          .containsExactly(expected, within(1e-6));
    }
  }

  private static GraphNames names(String output) {
    return new GraphNames("features", "labels", output, "loss");
  }

  private static SameDiff classifier() {
    SameDiff graph = Graphs.mlp(3, 4, 5);
    SDVariable scores =
        graph
            .getVariable("output")
            .add("scores", graph.constant(Nd4j.createFromArray(0f, 0.5f, 1f, 1.5f, 2f)));
    SDVariable softmax = graph.nn.softmax("softmax", scores, 1);
    graph.nn.logSoftmax("logSoftmax", scores);
    graph.identity("reshaped", graph.reshape(softmax, -1, 5));
    return graph;
  }

  private static double[] probabilities(Model model) {
    float[] zeros = new float[model.dimension()];
    double[] probabilities = new double[model.classes()];
    assertThat(model.score(dense(1, 2, 3), k -> zeros[k], probabilities)).isEqualTo(4);
    return probabilities;
  }

  @Test
  void aGraphOfOneNumberPredictsThatNumber() {
    SameDiff graph = SameDiff.create();
    SDVariable features = graph.placeHolder("features", DataType.FLOAT, -1, 2);
    SDVariable labels = graph.placeHolder("labels", DataType.FLOAT, -1, 1);
    SDVariable weights = graph.var("w", DataType.FLOAT, 2, 1);
    SDVariable output = features.mmul("output", weights);
    graph.loss.meanSquaredError("loss", labels, output, null);
    Model model = SameDiffModel.of(graph, Graphs.NAMES);

    assertThat(model.classes()).isZero();
    assertThat(model.score(dense(3, 4), k -> 2f)).isEqualTo(14);
    assertThatThrownBy(() -> model.score(dense(3, 4), k -> 2f, new double[1]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("model must have classes to give their probabilities: model=");
    MiniBatch batch = batch(model, 3, 2);
    Learner learner = model.learner(Sgd.of(1), false);
    learner.learn(batch, new float[2], 2, 0, new float[2], new float[3]);
    assertThat(learner.probabilities()).isEmpty();
  }

  /** Rather no score than that of class 0. */
  @Test
  void aSumThatOverflowsIsNoScore() {
    Model network = Models.parse("mlp:input=2,classes=3,hidden=4");
    double[] probabilities = new double[3];
    double score = network.score(dense(3e38f, 3e38f), k -> 1e30f, probabilities);
    assertThat(score).isNaN();
    assertThat(network.score(dense(1, 1), k -> 1f, probabilities)).isFinite();
  }

  @Test
  void labelsAndOutputOfAGraphHaveTheSameClasses() {
    SameDiff graph = Graphs.mlp(3, 4, 5);
    SDVariable other = graph.getVariable("hidden").add("other", 1);
    assertThat(other.name()).isEqualTo("other");
    assertThatThrownBy(() -> SameDiffModel.of(graph, names("other")))
        .hasMessage("labels must have as many classes as the output: labels=5, output=4");
    assertThatThrownBy(() -> SameDiffModel.of(graph, names("loss")))
        .hasMessage("output must follow from the features alone: output=loss");
  }

  private static Features dense(float... values) {
    return new Features.Dense(values);
  }
}
