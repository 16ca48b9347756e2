// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.optimizer.Sgd;
import io.flinksgd.optimizer.StateLimits;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.FiniteLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** No input takes a network to where it is NaN, infinite, or useless. */
@SuppressWarnings("FloatingPointLiteralPrecision") // any huge number will do
final class FiniteNetworkTest {
  private static final String TOPIC = "a finite model";
  private static final int SEEDS = Integer.getInteger("seeds", 60);
  private static final float[] DIRTY = {
    1e-45f, 100f, 1e5f, -1e10f, 1e15f, 3e19f, -1e20f, 1e30f, -1e38f, Float.MAX_VALUE
  };

  @Tag("case")
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "mlp:input=1x16x16,classes=2,hidden=8; sgd:rate=0.1",
        "mlp:input=1x16x16,classes=2,hidden=8; ftrl:alpha=0.1",
        "mlp:input=1x16x16,classes=2,hidden=8; adagrad:rate=0.02",
        "softmax:input=1x16x16,classes=2; momentum:rate=0.01",
        "lenet:input=1x16x16,classes=2; sgd:rate=0.1",
        "lenet:input=1x16x16,classes=2; adam:rate=0.001"
      })
  void oneImageThatIsScaledLeavesTheScoresRight(String text, String optimizer) {
    Model model = Models.parse(text);
    boolean slow = text.startsWith("lenet");
    float[] factors = slow ? new float[] {1e30f} : new float[] {1e5f, 1e10f, 1e30f, 1e38f};
    for (float factor : factors) {
      Random random = new Random(3);
      List<Example> images = new ArrayList<>();
      for (int n = 0; n < (slow ? 200 : 320); n++) {
        images.add(image(random, n % 2, 16, n == 100 ? factor : 1f, n));
      }
      TrainingSpec spec = TrainingSpec.of(model).optimizer(Optimizers.parse(optimizer));
      FiniteLoop loop = FiniteLoop.of(spec.localSteps(false).batch(8), images);
      float[] weights = loop.weights();
      Model.Weights learned = c -> weights[c];
      int right = 0;
      for (int n = 0; n < 100; n++) {
        Example good = image(random, n % 2, 16, 1f, n);
        right += model.score(good.features(), learned) == good.label() ? 1 : 0;
      }
      String name = text.substring(0, text.indexOf(':'));
      String input = "one image times %s, %s, %s, right of 100".formatted(factor, name, optimizer);
      Case.near(TOPIC, input, 100, 5, right);
      assertThat(loop.rejected()).singleElement().satisfies(FiniteNetworkTest::isNamed);
    }
  }

  private static void isNamed(Rejected rejected) {
    assertThat(rejected.reason()).isEqualTo(Reason.DIVERGED);
    assertThat(rejected.origin().offset()).isEqualTo(100);
    assertThat(rejected.detail())
        .startsWith("norm of the features must be at most ")
        .contains(", in proportion to other examples: ");
  }

  /** The class is which half is bright. */
  private static Example image(Random random, int label, int side, float factor, long offset) {
    float[] pixels = new float[side * side];
    for (int k = 0; k < pixels.length; k++) {
      float bright = k / (pixels.length / 2) == label ? 0.8f : 0.2f;
      pixels[k] = (bright + 0.2f * random.nextFloat()) * factor;
    }
    return at(offset, label, 1f, pixels);
  }

  private static Example at(long offset, float label, float weight, float... values) {
    Features features = new Features.Dense(values);
    return new Example(label, weight, features, 0, "", new Origin("t", 0, offset));
  }

  @Test
  void usageExample() {
    Model network = Models.parse("softmax:input=2,classes=2");
    MiniBatch batch =
        batch(
            network,
            List.of(at(0, 0f, 1f, 1f, 0f), at(1, 0f, 1f, 3e19f, 0f), at(2, 1f, 1e38f, 0f, 1f)));
    Learner learner = network.learner(Sgd.of(1), false);
    float[] push = new float[6];
    List<Rejected> out = learner.learn(batch, new float[6], 6, 0, push, new float[3]);
    assertThat(batch.size()).isEqualTo(1);
    assertThat(push).containsExactly(-0.5f, 0.5f, 0f, 0f, -0.5f, 0.5f);
    assertThat(out)
        .extracting(Rejected::detail)
        .containsExactly(
            "norm of the features must be at most 1024.0, in proportion to other examples: Infinity",
            "weight must be at most 1048576.0, in proportion to other examples: 1.0E38");
  }

  /** Whatever is in a batch, the good ones are learned from as if the others were not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "softmax:input=1x4x4,classes=3",
        "mlp:input=1x4x4,classes=3,hidden=5",
        "batch-norm",
        "convolutions",
        "graph",
        "regression"
      })
  void theOthersAreLearnedAsIfTheyHadNotBeenThere(String text) {
    Model model = model(text, 16, 3);
    for (long seed = 0; seed < (text.equals("graph") ? 10 : 40); seed++) {
      Random random = new Random(seed);
      List<Example> all = new ArrayList<>();
      for (int n = 0; n < 1 + random.nextInt(12); n++) {
        all.add(example(model, random, 3, 4, n));
      }
      all.removeIf(example -> model.reject(example).isPresent());
      boolean large = random.nextInt(4) == 0;
      float[] view = view(model, random, large ? 1e12f : 1f);
      Learned dirty = Learned.of(model, view, all);
      List<Example> kept = new ArrayList<>(all);
      kept.removeIf(example -> dirty.rejected.contains(example.origin()));
      Learned clean = Learned.of(model, view, kept);
      String as = text + " seed=" + seed;
      assertThat(clean.rejected).as(as).isEmpty();
      assertThat(dirty.score).as(as).isEqualTo(clean.score);
      assertThat(dirty.push).as(as).isEqualTo(clean.push);
      assertThat(StateLimits.finite(dirty.push, dirty.push.length)).as(as).isTrue();
      assertThat(StateLimits.finite(dirty.score, dirty.score.length)).as(as).isTrue();
      for (Example each : all) {
        if (!large && each.key().equals("clean")) {
          assertThat(dirty.rejected).as(as).doesNotContain(each.origin());
        }
      }
    }
  }

  /** A change of units is no outlier: the model learns on, and nobody is rejected for ever. */
  @Test
  void whatIsNotRareIsLearnedFrom() {
    Model model = Models.parse("softmax:input=2,classes=2");
    Random random = new Random(1);
    List<Example> rows = new ArrayList<>();
    for (int n = 0; n < 2000; n++) {
      float unit = n < 1000 ? 1f : 1e5f;
      float[] values = {(1 - n % 2) * unit, n % 2 * unit + random.nextFloat()};
      rows.add(at(n, n % 2, 1f, values));
    }
    TrainingSpec spec = TrainingSpec.of(model).optimizer(Sgd.of(0.1)).localSteps(false).batch(8);
    FiniteLoop loop = FiniteLoop.of(spec, rows);
    assertThat(loop.rejected()).hasSizeBetween(10, 10 + 2000 / 20);
    assertThat(loop.score(at(0, 1f, 1f, 0f, 1e5f))).isEqualTo(1);
  }

  /** What comes of one batch. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Learned(float[] push, float[] score, List<Origin> rejected) {
    static Learned of(Model model, float[] view, List<Example> examples) {
      MiniBatch batch = batch(model, examples);
      float[] push = new float[view.length];
      float[] score = new float[examples.size()];
      try (Learner learner = model.learner(Sgd.of(1), false)) {
        List<Origin> out =
            learner.learn(batch, view.clone(), view.length, 0, push, score).stream()
                .map(Rejected::origin)
                .toList();
        assertThat(batch.size() + out.size()).isEqualTo(examples.size());
        return new Learned(push, Arrays.copyOf(score, batch.size()), out);
      }
    }
  }

  private static MiniBatch batch(Model model, List<Example> examples) {
    MiniBatch batch = new MiniBatch(Math.max(1, examples.size()), Numbering.identity());
    examples.forEach(example -> model.append(example, batch));
    batch.number();
    return batch;
  }

  private static float[] view(Model model, Random random, float factor) {
    float[] view = new float[model.dimension()];
    model.initial(0, view);
    for (int k = 0; k < view.length; k++) {
      view[k] = k < model.trainable() ? view[k] * factor + (float) random.nextGaussian() : view[k];
    }
    return view;
  }

  private static Model model(String text, int inputs, int classes) {
    return switch (text) {
      case "batch-norm" ->
          Network.of(
              Shape.vector(inputs),
              1,
              Layer.dense(5),
              Layer.batchNorm(),
              Layer.relu(),
              Layer.dense(classes));
      case "convolutions" ->
          Network.of(
              new Shape(1, 4, inputs / 4),
              1,
              Layer.convolution(2, 3).padding(1),
              Layer.relu(),
              Layer.dense(4),
              Layer.relu(),
              Layer.dense(classes));
      case "graph" -> SameDiffModel.of(Graphs.mlp(inputs, 5, classes), Graphs.NAMES);
      case "regression" -> SameDiffModel.of(regression(inputs), Graphs.NAMES);
      default -> Models.parse(text);
    };
  }

  private static SameDiff regression(int inputs) {
    SameDiff graph = SameDiff.create();
    SDVariable features = graph.placeHolder("features", DataType.FLOAT, -1, inputs);
    SDVariable weights = graph.var("w", Nd4j.zeros(DataType.FLOAT, inputs, 1));
    SDVariable output = features.mmul("output", weights);
    SDVariable labels = graph.placeHolder("labels", DataType.FLOAT, -1, 1);
    graph.math.square(output.sub(labels)).mean("loss");
    return graph;
  }

  /** One in {@code oneIn} is dirty. */
  private static Example example(Model model, Random random, int classes, int oneIn, long n) {
    float[] values = new float[model.denseFeatures()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) random.nextGaussian();
    }
    float label = model.classes() > 0 ? random.nextInt(classes) : (float) random.nextGaussian();
    boolean weighted = model instanceof io.flinksgd.network.Network;
    float weight = weighted ? 0.5f + random.nextInt(2) : 1f;
    boolean clean = random.nextInt(oneIn) > 0;
    if (!clean) {
      float huge = DIRTY[random.nextInt(DIRTY.length)];
      switch (random.nextInt(3)) {
        case 0 -> values[random.nextInt(values.length)] = huge;
        case 1 -> weight = weighted ? Math.abs(huge) : 1f;
        default -> label = model.classes() > 0 ? label : huge;
      }
    }
    Features features = new Features.Dense(values);
    Origin origin = new Origin("t", 0, n);
    return new Example(label, weight, features, 0, clean ? "clean" : "dirty", origin);
  }

  /** A seed that fails is named; {@code -Dseed=N} runs it alone. */
  @Test
  void nothingThatIsNotFiniteIsEverSentScoredOrKept() {
    Long one = Long.getLong("seed");
    for (long seed = one == null ? 0 : one; seed < (one == null ? SEEDS : one + 1); seed++) {
      try {
        train(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("-Dseed=" + seed + " breaks a law", e);
      }
    }
  }

  private static void train(long seed) {
    Random random = new Random(seed);
    List<String> models =
        List.of(
            "softmax:input=4,classes=3",
            "mlp:input=4,classes=3,hidden=4",
            "batch-norm",
            "convolutions",
            "graph",
            "regression");
    Model model = model(models.get(random.nextInt(models.size())), 4, 3);
    String rate = List.of("0.05", "1", "1e-30", "3e38", "7").get(random.nextInt(5));
    String optimizer =
        switch (random.nextInt(6)) {
          case 0 -> "momentum:rate=" + rate;
          case 1 -> "nesterov:rate=%s,weight-decay=0.1".formatted(rate);
          case 2 -> "adam:rate=" + rate;
          case 3 -> "adagrad:rate=" + rate;
          case 4 -> "ftrl:alpha=0.4,l1=0.01,l2=0.1";
          default -> "sgd:rate=" + rate;
        };
    List<String> policies =
        List.of("synchronous", "asynchronous", "elastic-scheduler:0,level=block", "quorum:1");
    String policy = policies.get(random.nextInt(policies.size()));
    TrainingSpec spec =
        TrainingSpec.of(model)
            .optimizer(Optimizers.parse(optimizer))
            .consistency(Consistency.parse(policy))
            .localSteps(false)
            .batch(1 + random.nextInt(8))
            .gapSampling(1 + random.nextInt(3))
            .pageSize(16);
    List<List<Example>> inputs = new ArrayList<>();
    for (int w = 0; w < 1 + random.nextInt(2); w++) {
      List<Example> input = new ArrayList<>();
      for (int n = random.nextInt(80); n > 0; n--) {
        input.add(example(model, random, 3, 10, n));
      }
      inputs.add(input);
    }
    FiniteLoop.of(spec, 1 + random.nextInt(3), seed, inputs, scenario -> scenario);
  }

  /** FTRL derives weights; averages are what they are. */
  @ParameterizedTest
  @ValueSource(strings = {"ftrl:alpha=0.1,l1=0.001,l2=0.01", "ftrl:0.3", "adam:0.01", "sgd:0.05"})
  void averagesOfBatchNormsAreRightWithEveryOptimizer(String text) {
    Optimizer optimizer = Optimizers.parse(text);
    Network model = (Network) model("batch-norm", 4, 2);
    Random random = new Random(5);
    List<Example> input = new ArrayList<>();
    for (int n = 0; n < 1600; n++) {
      float[] values = new float[4];
      for (int k = 0; k < 4; k++) {
        values[k] = 2 + (float) random.nextGaussian();
      }
      values[0] += n % 2;
      input.add(at(n, n % 2, 1f, values));
    }
    TrainingSpec spec = TrainingSpec.of(model).optimizer(optimizer).localSteps(false).batch(16);
    FiniteLoop loop = FiniteLoop.of(spec, input);
    float[] weights = loop.weights();
    for (int unit = 0; unit < 5; unit++) {
      double mean = weights[20 + unit];
      double squares = 0;
      for (int k = 0; k < 4; k++) {
        double weight = weights[k * 5 + unit];
        mean += weight * (k == 0 ? 2.5 : 2);
        squares += weight * weight * (k == 0 ? 1.25 : 1);
      }
      double tolerance = 0.3 * Math.sqrt(squares) + 0.1;
      assertThat(weights[model.trainable() + unit] - mean).isBetween(-tolerance, tolerance);
      assertThat(weights[model.trainable() + 5 + unit] / squares).isBetween(0.5, 2.0);
    }
  }
}
