// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.network.GraphNames;
import io.flinksgd.network.SameDiffModel;
import io.flinksgd.optimizer.Sgd;
import io.flinksgd.testing.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Progressive log-loss of models with classes: the mean of -log p(true class), and no other. */
final class ClassLossTest {
  private static final int FEATURES = 6;
  private static final int CLASSES = 4;

  @Tag("case")
  @ParameterizedTest
  @ValueSource(
      strings = {"softmax:input=6,classes=4", "mlp:input=6,classes=4,hidden=5", "samediff"})
  void isTheMeanOfTheLogarithmsAlsoWhenAnExampleDiverges(String text) {
    Model model = text.equals("samediff") ? graph() : Models.parse(text);
    Random random = new Random(2);
    float[] weights = new float[model.dimension()];
    model.initial(0, weights);
    for (int k = 0; k < weights.length; k++) {
      weights[k] += (float) random.nextGaussian();
    }
    WorkerReport report = new WorkerReport();
    double sum = 0;
    double weight = 0;
    double[] byClass = new double[CLASSES];
    try (Learner learner = model.learner(Sgd.of(1), false)) {
      for (int step = 0; step < 20; step++) {
        List<Example> examples = new ArrayList<>();
        for (int e = 0; e < 9; e++) {
          float importance = text.equals("samediff") ? 1f : 1 + random.nextInt(2);
          examples.add(example(random, importance, e == 4 && step % 5 == 1 ? 1e30f : 1f));
        }
        MiniBatch batch = new MiniBatch(9, Numbering.identity());
        examples.forEach(example -> model.append(example, batch));
        batch.number();
        float[] score = new float[9];
        learner.learn(batch, weights, weights.length, 0, new float[weights.length], score);
        report.learned(model, batch, score, learner.probabilities());
        if (step % 5 == 1) {
          examples.remove(4);
        }
        assertThat(batch.size()).isEqualTo(examples.size());
        for (Example each : examples) {
          double[] probabilities = new double[CLASSES];
          model.score(each.features(), c -> weights[c], probabilities);
          double p = probabilities[(int) each.label()];
          sum -= each.weight() * Math.log(Math.max(1e-7, Math.min(1 - 1e-7, p)));
          weight += each.weight();
          byClass[(int) each.label()] += each.weight();
        }
      }
    }
    double base = 0;
    for (double each : byClass) {
      base -= each / weight * Math.log(each / weight);
    }
    Progress progress = report.progress(0, report, false);
    String name = text.replaceAll(":.*", "");
    Case.near(
        "figures",
        name + ", 4 classes: log-loss",
        sum / weight,
        1e-5,
        progress.total().scores().logLoss());
    Case.near(
        "figures",
        name + ", 4 classes: its base rate's",
        base,
        1e-9,
        progress.total().scores().baseLogLoss());
    ProgressiveLoss loss =
        ProgressiveLoss.of(
            progress.total().scores(), progress.window().scores(), LossMeasure.of(model));
    assertThat(loss.total().loss()).isEqualTo(progress.total().scores().logLoss());
  }

  /** Sure and wrong all the time is worse than to say each class's share. */
  @Test
  void theWatchHoldsItAgainstTheBaseRateOfTheClasses() {
    Model model = Models.parse("softmax:input=6,classes=4");
    DivergenceWatch watch = new DivergenceWatch(LossMeasure.of(model), model.classes());
    Scores sound = new Scores();
    Scores wrong = new Scores();
    for (int n = 0; n < 400; n++) {
      sound.addClass(n % CLASSES, n % CLASSES, 1f, 0.5f);
      wrong.addClass((n + 1) % CLASSES, n % CLASSES, 1f, 1e-6f);
    }
    watch.add(sound);
    assertThat(watch.judge(sound)).isEmpty();
    watch.add(wrong);
    Optional<String> said = watch.judge(wrong);
    assertThat(watch.diverged()).isTrue();
    assertThat(said.orElseThrow()).contains("log-loss").contains("that of the base rate 1.386");
  }

  private static Example example(Random random, float importance, float factor) {
    float[] values = new float[FEATURES];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) random.nextGaussian() * factor;
    }
    int label = random.nextInt(CLASSES);
    return new Example(label, importance, new Features.Dense(values), 0, "", Origin.UNKNOWN);
  }

  private static Model graph() {
    SameDiff graph = SameDiff.create();
    SDVariable features = graph.placeHolder("features", DataType.FLOAT, -1, FEATURES);
    SDVariable weights = graph.var("w", Nd4j.zeros(DataType.FLOAT, FEATURES, CLASSES));
    SDVariable output = features.mmul("output", weights);
    SDVariable labels = graph.placeHolder("labels", DataType.FLOAT, -1, CLASSES);
    graph.loss.softmaxCrossEntropy("loss", labels, output, null);
    return SameDiffModel.of(graph, new GraphNames("features", "labels", "output", "loss"));
  }
}
