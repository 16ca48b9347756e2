// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.layout.Layout;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import io.flinksgd.testing.Case;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of settings that would read state otherwise. */
@Tag("case")
final class TrainedAsTest {
  private static final String MEANS_ELSE =
      "; a coordinate would mean something else, which nothing can convert: go back to the old"
          + " value, or train anew without this state";
  private static final String CONVERTS =
      "; restore-settings=convert keeps the weights and begins the rest of the optimizer's state"
          + " anew";
  private static final String HASHED = "logistic-regression:hashed=18";
  private static final String FEATURES =
      "hash:bits=18,categorical=day|hour,ignore=id,crosses=ad*device|ad*hour";

  @Test
  void usageExample() {
    TrainingSpec before = spec(HASHED, FEATURES, "adagrad:rate=0.1");
    TrainingSpec now = spec(HASHED, FEATURES, "ftrl:alpha=0.4");
    Case.equal(
        "restores",
        "adagrad, restored with ftrl",
        "optimizer must be as in the restored state,"
            + " adagrad:decay=constant,epsilon=1.0E-8,l1=0,l2=0,rate=0.1,"
            + "scale-free=false,update=invariant,warm-up=0:"
            + " optimizer=ftrl:alpha=0.4,beta=1,l1=0,l2=0,update=invariant"
            + CONVERTS,
        said(before, now));
  }

  @Test
  void argumentsOfFtrlAreNamed() {
    Case.equal(
        "restores",
        "ftrl:alpha=0.4, restored with ftrl:alpha=0.1,l1=1",
        "optimizer.alpha must be as in the restored state, 0.4: optimizer.alpha=0.1;"
            + " optimizer.l1 must be as in the restored state, 0: optimizer.l1=1"
            + CONVERTS,
        said(spec(HASHED, FEATURES, "ftrl:0.4"), spec(HASHED, FEATURES, "ftrl:alpha=0.1,l1=1")));
  }

  @ParameterizedTest
  @CsvSource({
    "linear-regression:hashed=18",
    "logistic-regression:hashed=19",
    "logistic-regression:sparse=262144",
    "logistic-regression:dense=12",
    "'linear-regression:hashed=18,loss=huber,delta=2'"
  })
  void anotherModelIsRefused(String model) {
    Case.equal(
        "restores",
        HASHED + ", restored with " + model,
        "model must be as in the restored state, "
            + HASHED
            + ": model="
            + spec(model).model().spec()
            + MEANS_ELSE,
        said(spec(HASHED), spec(model)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "crosses ; ad*device|ad*hour ; ad*device ;"
            + " hash:bits=18,categorical=day|hour,ignore=id,crosses=ad*device",
        "crosses ; ad*device|ad*hour ; device*ad|ad*hour ;"
            + " hash:bits=18,categorical=day|hour,ignore=id,crosses=device*ad|ad*hour",
        "ignore ; id ; none ;" + " hash:bits=18,categorical=day|hour,crosses=ad*device|ad*hour",
        "categorical ; day|hour ; hour ;"
            + " hash:bits=18,categorical=hour,ignore=id,crosses=ad*device|ad*hour",
        "bits ; 18 ; 17 ;"
            + " hash:bits=17,categorical=day|hour,ignore=id,crosses=ad*device|ad*hour",
        "namespaces ; none ; own ;"
            + " hash:bits=18,categorical=day|hour,ignore=id,crosses=ad*device|ad*hour,namespaces=own"
      })
  void otherFeaturesAreRefused(String argument, String before, String now, String features) {
    Case.equal(
        "restores",
        "other " + argument + ": " + before + ", restored with " + now,
        "features.%s must be as in the restored state, %s: features.%s=%s"
                .formatted(argument, before, argument, now)
            + MEANS_ELSE,
        said(spec(HASHED, FEATURES, "sgd"), spec(HASHED, features, "sgd")));
  }

  @Test
  void otherColumnsAreRefused() {
    TrainingSpec before = spec(HASHED).describe("columns", "ad STRING, price DOUBLE");
    assertThat(said(before, spec(HASHED).describe("columns", "ad STRING, price STRING")))
        .isEqualTo(
            "columns must be as in the restored state, ad STRING, price DOUBLE: columns=ad STRING,"
                + " price STRING"
                + MEANS_ELSE);
    assertThat(said(before, spec(HASHED)))
        .startsWith(
            "columns must be as in the restored state, ad STRING, price DOUBLE: columns=none;");
  }

  @Test
  void otherCoordinatesAreRefusedWhereBothSay() {
    TrainingSpec dense = spec("logistic-regression:dense=2");
    Case.equal(
        "restores",
        "csv with columns price, age, restored with age, price",
        "coordinates must be as in the restored state, price, age: coordinates=age, price"
            + MEANS_ELSE,
        said(
            dense.describe("coordinates", "price, age"),
            dense.describe("coordinates", "age, price")));
    assertThat(said(dense, dense.describe("coordinates", "age, price"))).isEmpty();
    assertThat(said(dense.describe("coordinates", "age, price"), dense)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"dense,logistic-regression:dense=2", "sparse,logistic-regression:sparse=2"})
  void anotherFieldOfAllFeaturesIsRefused(String kind, String model) {
    String key = "fields." + kind;
    TrainingSpec before = spec(model).describe(key, "x");
    Case.equal(
        "restores",
        kind + "-field x, restored with y",
        "%s-field must be as in the restored state, x: %s-field=y".formatted(kind, kind)
            + MEANS_ELSE,
        said(before, spec(model).describe(key, "y")));
    assertThat(said(before, spec(model))).isEmpty();
    assertThat(said(spec(model), before)).isEmpty();
    TrainingSpec hashed = spec(HASHED, FEATURES, "sgd");
    assertThat(said(hashed.describe(key, "x"), hashed.describe(key, "y"))).isEmpty();
  }

  @Test
  void everySettingThatIsInTheWayIsNamed() {
    assertThat(
            said(
                spec(HASHED, FEATURES, "sgd"),
                spec("linear-regression:sparse=3", "hash:bits=18", "adam")))
        .contains(
            "model must be as in the restored state, " + HASHED + ": model=linear-regression",
            "features.categorical must be as in the restored state, day|hour:"
                + " features.categorical=none;",
            "features.crosses must be",
            "features.ignore must be");
  }

  @ParameterizedTest
  @CsvSource({"no|yes, yes|no", "no|yes, maybe|no", "0|1, 1|2", "-1|1, 1|-1"})
  void labelsThatStandForTheOppositeAreRefused(String before, String now) {
    Case.equal(
        "restores",
        "labels " + before + ", restored with " + now,
        "labels must be as in the restored state, " + before + ": labels=" + now + MEANS_ELSE,
        said(spec(HASHED).describe("labels", before), spec(HASHED).describe("labels", now)));
  }

  @ParameterizedTest
  @CsvSource({"no|yes, no|yes", "no|yes, n|y", "no|yes, false|yes"})
  void labelsMayBeWrittenInAnotherWay(String before, String now) {
    TrainingSpec trained = spec(HASHED).describe("labels", before);
    assertThat(said(trained, spec(HASHED).describe("labels", now))).isEmpty();
    assertThat(said(trained, spec(HASHED))).isEmpty();
    assertThat(said(spec(HASHED), trained)).isEmpty();
  }

  @Test
  void anotherPageSizeIsRefused() {
    TrainingSpec spec = spec(HASHED);
    assertThat(said(spec.pageSize(64), spec.pageSize(128)))
        .isEqualTo("page-size must be as in the restored state, 64: page-size=128");
  }

  @Test
  void whatDoesNotReadStateMayChange() {
    TrainingSpec before = spec("logistic-regression:dense=12").localSteps(false);
    for (TrainingSpec now :
        new TrainingSpec[] {
          before.optimizer(Optimizers.parse("sgd:rate=0.5,decay=power,l1=0.1,l2=0.2")),
          before.consistency(Consistency.synchronous()),
          before.batch(7).batchTimeout(Duration.ofMillis(5)),
          before.codec(GradientCodec.parse("top-k:0.1")).viewCodec(GradientCodec.parse("bf16")),
          before.pushWeight(PushWeight.SINGLE),
          before.pipelineDepth(2),
          before.localSteps(true),
          before.servers(7).cacheBytes(9).gapSampling(3),
          before.describe("owner", "night shift")
        }) {
      assertThat(said(before, now)).isEmpty();
      assertThat(said(now, before)).isEmpty();
    }
  }

  @Test
  void theSameSettingMayBeWrittenInAnotherWay() {
    String features = "hash:bits=18,categorical=hour|day,ignore=id,crosses=ad*hour|ad*device";
    Case.equal(
        "restores",
        "the same crosses in another order, ftrl:alpha=0.4 as ftrl:0.40,beta=1.0",
        "",
        said(
            spec(HASHED, FEATURES, "ftrl:alpha=0.4"),
            spec(HASHED, features, " ftrl:0.40,beta=1.0")));
  }

  private static String said(TrainingSpec before, TrainingSpec now) {
    return said(
        new ServerMemory(
            1,
            2,
            before.model().dimension(),
            before.placement().pageSize(),
            before.optimizer().stride(),
            TrainedAs.of(before)),
        now);
  }

  private static String said(ServerMemory memory, TrainingSpec now) {
    try {
      Restore.of(
          memory, now, new Layout(now.model().dimension(), now.placement().pageSize(), 1, 128));
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static TrainingSpec spec(String model) {
    return TrainingSpec.of(Models.parse(model));
  }

  private static TrainingSpec spec(String model, String features, String optimizer) {
    return spec(model).describe("features", features).optimizer(Optimizers.parse(optimizer));
  }
}
