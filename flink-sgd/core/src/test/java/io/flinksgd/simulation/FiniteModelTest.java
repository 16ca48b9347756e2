// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.consistency.MissingParts;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.FiniteLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No input takes a model to where it is NaN, infinite, or too far off to come back. */
@SuppressWarnings("FloatingPointLiteralPrecision") // any huge number will do
final class FiniteModelTest {
  private static final String TOPIC = "a finite model";
  private static final FeatureHasher HASHER = FeatureHasher.bits(18);
  private static final int SEEDS = Integer.getInteger("seeds", 1500);

  @Tag("case")
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"sgd:rate=0.05; true", "sgd:rate=0.05; false", "momentum:rate=0.005; false"})
  void fiftyRowsThatOvershootDoNotKeepTheModelFromTheGoodOnes(
      String optimizer, boolean localSteps) {
    List<Example> rows = new ArrayList<>();
    for (int n = 0; n < 50; n++) {
      rows.add(row(1f, Map.of("x", 100)));
    }
    Random random = new Random(1);
    for (int n = 0; n < 5000; n++) {
      float x = random.nextFloat();
      rows.add(row(x, Map.of("x", x)));
    }
    TrainingSpec spec =
        spec("linear-regression:hashed=18", optimizer).localSteps(localSteps).batch(1);
    FiniteLoop loop = FiniteLoop.of(spec, rows);
    String input = "50 times {label:1,x:100}, then y=x, %s, local steps %s, score at 0.5";
    Case.near(
        TOPIC,
        input.formatted(optimizer, localSteps),
        0.5,
        0.02,
        loop.score(row(0f, Map.of("x", 0.5))));
  }

  @Tag("case")
  @ParameterizedTest
  @ValueSource(floats = {1e7f, 1e14f, 1e17f, 3e19f, 1e20f, 1e30f, -1e38f, Float.MAX_VALUE})
  void oneHugePriceLeavesTheScoresRight(float price) {
    for (String model : List.of("logistic-regression:hashed=18", "linear-regression:hashed=18")) {
      for (String optimizer :
          List.of(
              "ftrl:alpha=0.4",
              "adagrad:rate=0.3",
              "sgd:rate=0.05",
              "momentum:0.01",
              "adam:0.05")) {
        boolean additive = Optimizers.parse(optimizer).additive();
        for (boolean localSteps : additive ? new boolean[] {true, false} : new boolean[] {false}) {
          TrainingSpec spec = spec(model, optimizer).localSteps(localSteps);
          String name = model.substring(0, model.indexOf(':'));
          Case.near(
              TOPIC,
              "one {label:0,price:%s} among good rows, %s, %s, local steps %s, score of a good row"
                  .formatted(price, name, optimizer, localSteps),
              1,
              0.25,
              scoreAfter(spec, price));
        }
      }
    }
  }

  /** As of a number that is missing in most rows, or whose unit has changed. */
  @Test
  void whatIsNotRareIsLearnedFrom() {
    for (String optimizer : List.of("ftrl:alpha=0.4", "adagrad:rate=0.3", "adam:0.05")) {
      List<Example> rows = new ArrayList<>();
      for (int n = 0; n < 2000; n++) {
        rows.add(row(n % 2, Map.of("login", n % 5 == 0 ? -1 : 1.7e12f * (1 + n % 2))));
      }
      boolean additive = Optimizers.parse(optimizer).additive();
      TrainingSpec spec =
          spec("logistic-regression:hashed=18", optimizer).localSteps(additive).batch(8);
      assertThat(FiniteLoop.of(spec, rows).rejected()).as(optimizer).hasSizeLessThan(20);
    }
  }

  /** Good rows have label 1 where the price is 1, else 0. */
  private static double scoreAfter(TrainingSpec spec, float price) {
    List<Example> rows = new ArrayList<>();
    for (int n = 0; n < 4000; n++) {
      rows.add(n == 700 ? row(0f, Map.of("price", price)) : row(n % 2, Map.of("price", n % 2)));
    }
    FiniteLoop loop = FiniteLoop.of(spec.batch(16), rows);
    return loop.score(row(0f, Map.of("price", 1)));
  }

  @Tag("case")
  @Test
  void hugeWeightsAndLabelsAreRejectedWithTheirReason() {
    List<Example> rows = new ArrayList<>();
    for (int n = 0; n < 2000; n++) {
      rows.add(row(n % 2, Map.of("x", n % 2)));
    }
    rows.set(100, row(1e38f, Map.of("x", 1)));
    rows.set(200, new Example(1f, 1e38f, HASHER.hash(Map.of("x", 1)), 0, "", Origin.UNKNOWN));
    for (String optimizer : List.of("ftrl:0.4", "adagrad:0.3", "sgd:rate=0.05", "momentum:0.01")) {
      boolean additive = Optimizers.parse(optimizer).additive();
      TrainingSpec spec = spec("linear-regression:hashed=18", optimizer).localSteps(additive);
      FiniteLoop loop = FiniteLoop.of(spec.batch(8), rows);
      Case.near(
          TOPIC,
          "one label and one weight of 1e38 among good rows, "
              + optimizer
              + ", score of a good row",
          1,
          0.1,
          loop.score(row(0f, Map.of("x", 1))));
      assertThat(loop.rejected()).as(optimizer).hasSize(optimizer.startsWith("sgd") ? 1 : 2);
      assertThat(loop.rejected().get(0).detail()).startsWith("label must be at most ");
    }
  }

  @Tag("case")
  @ParameterizedTest
  @ValueSource(floats = {1e9f, -1e12f})
  void oneLabelOutOfProportionLeavesTheScoresRight(float label) {
    String model = "linear-regression:hashed=18";
    for (String optimizer : List.of("ftrl:0.4", "adagrad:0.3", "sgd:rate=0.05", "momentum:0.01")) {
      boolean additive = Optimizers.parse(optimizer).additive();
      for (boolean localSteps : additive ? new boolean[] {true, false} : new boolean[] {false}) {
        for (int at : new int[] {0, 700}) {
          List<Example> rows = new ArrayList<>();
          for (int n = 0; n < 4000; n++) {
            rows.add(row(n == at ? label : n % 2, Map.of("x", n % 2)));
          }
          TrainingSpec spec = spec(model, optimizer).localSteps(localSteps).batch(16);
          FiniteLoop loop = FiniteLoop.of(spec, rows);
          Case.near(
              TOPIC,
              "the label %s in row %d of 4000, %s, %s, local steps %s, score of a good row"
                  .formatted(label, at, model, optimizer, localSteps),
              1,
              0.1,
              loop.score(row(0f, Map.of("x", 1))));
          assertThat(loop.rejected())
              .singleElement()
              .satisfies(it -> assertThat(it.detail()).contains("label must be at most"));
        }
      }
    }
  }

  /** As of amounts that are nearly always zero. */
  @Test
  void rareLabelsThatPeopleMeanAreLearnedFrom() {
    List<Example> rows = new ArrayList<>();
    for (int n = 0; n < 5000; n++) {
      rows.add(row(n % 500 == 7 ? 250_000 : 0, Map.of("x", 1)));
    }
    TrainingSpec spec = spec("linear-regression:hashed=18", "sgd:rate=0.01").batch(16);
    assertThat(FiniteLoop.of(spec, rows).rejected()).isEmpty();
  }

  /** Gradients that are sound add up to sums that would not be. */
  @Tag("case")
  @Test
  void sumsThatFillUpRefuseWhatWouldOverflowThem() {
    List<Example> rows = new ArrayList<>();
    for (int n = 0; n < 300; n++) {
      rows.add(row(n % 2, Map.of("id", 738529527931269425.0)));
    }
    TrainingSpec spec = spec("logistic-regression:hashed=18", "ftrl:alpha=0.4").batch(16);
    FiniteLoop loop = FiniteLoop.of(spec, rows);
    Case.equal(
        TOPIC,
        "300 rows with the id 738529527931269425 as a number, ftrl: rejected",
        300,
        loop.rejected().size());
  }

  private static TrainingSpec spec(String model, String optimizer) {
    return TrainingSpec.of(Models.parse(model)).optimizer(Optimizers.parse(optimizer));
  }

  private static Example row(float label, Map<String, ?> fields) {
    return Example.of(label, HASHER.hash(fields));
  }

  private final LongAdder rejected = new LongAdder();
  private final LongAdder learned = new LongAdder();

  /** A seed that fails is named; {@code -Dseed=N} runs it alone. */
  @Test
  void nothingThatIsNotFiniteIsEverSentScoredOrKept() {
    Long one = Long.getLong("seed");
    if (one != null) {
      run(one);
      return;
    }
    LongStream.range(0, SEEDS).parallel().forEach(this::run);
    assertThat(rejected.sum()).as("examples were rejected").isGreaterThan(35L * SEEDS);
    assertThat(learned.sum()).as("examples were learned from").isGreaterThan(70L * SEEDS);
  }

  private void run(long seed) {
    Random random = new Random(new SplittableRandom(seed).nextLong());
    List<Consistency> policies = LoopPropertiesTest.policies(seed);
    Consistency policy = policies.get(random.nextInt(policies.size()));
    Model model = model(random, policy.missingParts().lag() > 0);
    TrainingSpec spec = draw(model, policy, random);
    List<List<Example>> inputs = new ArrayList<>();
    for (int w = 0; w < 1 + random.nextInt(3); w++) {
      inputs.add(input(model, random));
    }
    boolean crashes = random.nextInt(4) == 0;
    try {
      FiniteLoop loop =
          FiniteLoop.of(
              spec,
              1 + random.nextInt(3),
              seed,
              inputs,
              scenario -> crashes ? failing(scenario) : scenario);
      rejected.add(loop.rejected().size());
      learned.add(inputs.stream().mapToInt(List::size).sum() - loop.rejected().size());
    } catch (AssertionError | RuntimeException e) {
      String drawn =
          "-Dseed=%d breaks a law: model=%s optimizer=%s policy=%s codec=%s localSteps=%s";
      throw new AssertionError(
          drawn.formatted(
              seed,
              spec.model().spec(),
              spec.optimizer().spec(),
              policy.spec(),
              spec.encoding().codec().spec(),
              spec.localSteps()),
          e);
    }
  }

  private static Scenario failing(Scenario scenario) {
    TimeDistribution between = TimeDistribution.parse("time", "exponential:50ms");
    return scenario.failing(new Scenario.Failures(between, 10_000_000, 1_000_000));
  }

  private static Model model(Random random, boolean all) {
    String loss =
        switch (random.nextInt(3)) {
          case 0 -> "logistic-regression:%s=%d";
          case 1 -> "linear-regression:%s=%d";
          default -> "linear-regression:%s=%d,loss=huber,delta=1";
        };
    String input = all ? "dense" : List.of("dense", "sparse", "hashed").get(random.nextInt(3));
    return Models.parse(loss.formatted(input, input.equals("hashed") ? 5 : 20));
  }

  private static TrainingSpec draw(Model model, Consistency policy, Random random) {
    String rate = List.of("0.05", "1", "1e-30", "3e38", "7").get(random.nextInt(5));
    String optimizer =
        switch (random.nextInt(8)) {
          case 0 -> "momentum:rate=" + rate;
          case 1 -> "nesterov:rate=%s,weight-decay=0.1".formatted(rate);
          case 2 -> "adam:rate=" + rate;
          case 3 -> "adagrad:rate=" + rate + (random.nextBoolean() ? "" : ",epsilon=0,l1=0.1");
          case 4 -> "ftrl:alpha=0.4,beta=" + random.nextInt(2);
          case 5 -> "sgd:rate=%s,decay=cosine,length=50".formatted(rate);
          case 6 -> "sgd:rate=%s,decay=step,every=10,factor=1000".formatted(rate);
          default -> "sgd:rate=" + rate + (random.nextBoolean() ? "" : ",l1=0.1,l2=0.1");
        };
    TrainingSpec spec =
        TrainingSpec.of(model)
            .optimizer(Optimizers.parse(optimizer))
            .consistency(policy)
            .localSteps(random.nextBoolean())
            .pushWeight(random.nextBoolean() ? PushWeight.SINGLE : PushWeight.PARALLEL)
            .batch(1 + random.nextInt(8))
            .pipelineDepth(policy.rounds() ? 1 : 1 + random.nextInt(2))
            .gapSampling(1 + random.nextInt(3))
            .pageSize(16);
    if (!spec.optimizer().additive()) {
      spec = spec.localSteps(false);
    }
    if (policy.missingParts() instanceof MissingParts.LatePushes && !spec.localSteps()) {
      spec = spec.optimizer(Optimizers.parse("sgd:rate=" + rate));
    }
    if (model.pullsAll() && !spec.localSteps()) {
      List<String> codecs = List.of("none", "bf16", "fp16", "top-k:0.2", "one-bit:4", "qsgd:3");
      spec = spec.codec(GradientCodec.parse(codecs.get(random.nextInt(codecs.size()))));
      spec = spec.viewCodec(GradientCodec.parse(codecs.get(random.nextInt(3))));
    }
    return spec;
  }

  private static final float[] DIRTY = {
    1e-45f, 1e-20f, 100f, 1e5f, -1e10f, 1e15f, 3e18f, 3e19f, -1e20f, 1e30f, -1e38f, Float.MAX_VALUE
  };

  private static List<Example> input(Model model, Random random) {
    List<Example> input = new ArrayList<>();
    int dirty = random.nextInt(2) == 0 ? 1 : 10;
    for (int n = random.nextInt(120); n > 0; n--) {
      int size = model.pullsAll() ? 20 : 3;
      int[] indices =
          model.pullsAll() ? new int[0] : random.ints(0, 20).distinct().limit(3).toArray();
      float[] values = new float[size];
      for (int k = 0; k < size; k++) {
        values[k] = value(random, dirty * size);
      }
      float label = model.classifies() ? random.nextInt(2) : value(random, 10 * dirty);
      float weight = Math.abs(value(random, 10 * dirty));
      Features features =
          model.pullsAll() ? new Features.Dense(values) : new Features.Sparse(indices, values);
      input.add(new Example(label, weight, features, 0, "", new Origin("t", 0, n)));
    }
    return input;
  }

  private static float value(Random random, int oneIn) {
    return random.nextInt(oneIn + 1) == 0
        ? DIRTY[random.nextInt(DIRTY.length)]
        : (float) random.nextGaussian();
  }
}
