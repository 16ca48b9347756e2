// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Optimizers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DivergedExamplesTest {
  private static final int FEATURES = 20;
  private static final float[] HUGE = {1e25f, -1e30f, 3e38f, -Float.MAX_VALUE};

  @Test
  void usageExample() {
    Model model = LinearRegression.sparse(1, new Loss.Squared());
    Learner learner = model.learner(Optimizers.parse("adagrad:rate=0.5,update=plain"), true);
    MiniBatch batch =
        Batches.of(model, List.of(example(0, 1f, 1f), example(1, 1f, 1e20f), example(2, 1f, 1f)));
    float[] score = new float[3];
    List<Rejected> diverged = learner.learn(batch, new float[4], 2, 0, new float[4], score);
    assertThat(diverged).singleElement().satisfies(this::names);
    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.origin[1].offset()).isEqualTo(2);
    assertThat(score[0]).isZero();
    assertThat(score[1]).isEqualTo(1f);
  }

  private void names(Rejected rejected) {
    assertThat(rejected.reason()).isEqualTo(Reason.DIVERGED);
    assertThat(rejected.origin().offset()).isEqualTo(1);
    assertThat(rejected.detail())
        .isEqualTo(
            "a step must leave the model within what floats can hold: coordinate=0"
                + " before=[0.5, 1.0] after=[0.5, Infinity] feature=1.0E20 score=5.0E19 label=1.0 weight=1.0");
  }

  private static Example example(long offset, float label, float value) {
    Features features = new Features.Sparse(new int[] {0}, new float[] {value});
    return new Example(label, 1f, features, 0L, "", new Origin("t", 0, offset));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd:0.05",
        "sgd:rate=0.05,update=plain",
        "sgd:rate=0.05,scale-free=true",
        "adagrad:rate=0.1,scale-free=true",
        "ftrl:alpha=0.4,update=plain",
        "sgd:rate=0.05,l1=0.01,l2=0.1",
        "adagrad:0.1",
        "ftrl:0.4",
        "momentum",
        "adam"
      })
  void theOthersAreLearnedAsIfItHadNotBeenThere(String text) {
    Optimizer optimizer = Optimizers.parse(text);
    for (Loss loss : List.of(new Loss.Logistic(), new Loss.Squared(), new Loss.Huber(1f))) {
      for (long seed = 0; seed < 60; seed++) {
        check(LinearModel.sparse("linear", loss, FEATURES), optimizer, seed);
      }
    }
  }

  private static void check(LinearModel model, Optimizer optimizer, long seed) {
    Random random = new Random(seed);
    List<Example> all = new ArrayList<>();
    for (int e = 0; e < 1 + random.nextInt(40); e++) {
      all.add(random.nextInt(8) == 0 ? dirty(model, random, e) : clean(random, e));
    }
    boolean localSteps = optimizer.additive() && random.nextBoolean();
    float[] view = start(model, optimizer, localSteps, random);
    Learned dirty = Learned.of(model, optimizer, localSteps, view, all);
    List<Example> kept = new ArrayList<>(all);
    kept.removeIf(e -> dirty.rejected.contains(e.origin()));
    Learned clean = Learned.of(model, optimizer, localSteps, view, kept);
    String as = "%s %s localSteps=%s seed=%d".formatted(model.loss(), optimizer, localSteps, seed);
    assertThat(clean.rejected).as(as).isEmpty();
    assertThat(dirty.view).as(as).isEqualTo(clean.view);
    assertThat(dirty.push).as(as).isEqualTo(clean.push);
    assertThat(dirty.score).as(as).isEqualTo(clean.score);
    for (Example each : all) {
      if (each.key().equals("clean")) {
        assertThat(dirty.rejected).as(as).doesNotContain(each.origin());
      }
    }
    for (float[] numbers : List.of(dirty.push, dirty.score)) {
      for (float number : numbers) {
        assertThat(Float.isFinite(number)).as(as).isTrue();
      }
    }
  }

  private static Example clean(Random random, long offset) {
    Example drawn = Batches.example(random, FEATURES);
    float[] values = ((Features.Sparse) drawn.features()).values();
    for (int k = 0; k < values.length; k++) {
      values[k] /= 4; // no step overshoots
    }
    return new Example(
        drawn.label(), drawn.weight(), drawn.features(), 0, "clean", new Origin("t", 0, offset));
  }

  private static Example dirty(LinearModel model, Random random, long offset) {
    Example drawn = Batches.example(random, FEATURES);
    Features.Sparse features = (Features.Sparse) drawn.features();
    float label = drawn.label();
    float weight = drawn.weight();
    float huge = HUGE[random.nextInt(HUGE.length)];
    switch (random.nextInt(3)) {
      case 0 -> weight = Math.abs(huge);
      case 1 -> label = model.classifies() ? label : huge;
      default -> features.values()[random.nextInt(features.size())] = huge;
    }
    return new Example(label, weight, features, 0, "dirty", new Origin("t", 0, offset));
  }

  /** The view of a model that has learned a little. */
  private static float[] start(
      Model model, Optimizer optimizer, boolean localSteps, Random random) {
    int stride = localSteps ? optimizer.stride() : 1;
    float[] view = new float[model.dimension() * stride];
    for (int k = 0; k < view.length; k++) {
      view[k] = k % stride == 0 ? (float) random.nextGaussian() : random.nextFloat();
    }
    return view;
  }

  /** What comes of one batch. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Learned(float[] view, float[] push, float[] score, List<Origin> rejected) {
    static Learned of(
        Model model, Optimizer optimizer, boolean localSteps, float[] start, List<Example> all) {
      MiniBatch batch = Batches.of(model, all);
      float[] view = start.clone();
      float[] push = new float[view.length];
      float[] score = new float[all.size()];
      Learner learner = model.learner(optimizer, localSteps);
      List<Origin> rejected =
          learner.learn(batch, view, model.dimension(), 7, push, score).stream()
              .map(Rejected::origin)
              .toList();
      assertThat(batch.size() + rejected.size()).isEqualTo(all.size());
      return new Learned(view, push, Arrays.copyOf(score, batch.size()), rejected);
    }
  }

  @Test
  void whatOvershootsWithoutEndIsRefusedAtThisRateOnly() {
    Model model = LinearRegression.sparse(1, new Loss.Squared());
    // 4 + 1, the intercept's: 2 / rate is 5 at 0.4
    for (String text :
        List.of("sgd:rate=0.41,update=plain", "momentum:rate=0.77,momentum=0.9", "nesterov:0.28")) {
      assertThat(rejected(model, text, 2f)).as(text).isEqualTo(1);
    }
    for (String text :
        List.of(
            "sgd:rate=0.4,update=plain",
            "sgd:9",
            "momentum:rate=0.76",
            "nesterov:0.27",
            "adagrad:9",
            "ftrl:9",
            "adam:9")) {
      assertThat(rejected(model, text, 2f)).as(text).isZero();
    }
    assertThat(rejected(LogisticRegression.sparse(1), "sgd:rate=0.41,update=plain", 2f)).isZero();
  }

  private static int rejected(Model model, String optimizer, float value) {
    MiniBatch batch = Batches.of(model, List.of(example(0, 1f, value)));
    return model
        .learner(Optimizers.parse(optimizer), false)
        .learn(batch, new float[2], 2, 0, new float[2], new float[1])
        .size();
  }

  @Test
  void aModelThatIsFarOffComesBack() {
    Model model = LinearRegression.sparse(1, new Loss.Squared());
    Learner learner = model.learner(Optimizers.parse("sgd:0.5"), true);
    float[] view = {0x1p51f, -0x1p51f};
    Random random = new Random(1);
    for (int step = 0; step < 3000; step++) {
      float x = random.nextFloat();
      MiniBatch batch = Batches.of(model, List.of(example(step, x, x)));
      assertThat(learner.learn(batch, view, 2, 0, new float[2], new float[1])).isEmpty();
    }
    assertThat(view[0]).isBetween(0.999f, 1.001f);
    assertThat(view[1]).isBetween(-0.001f, 0.001f);
  }
}
