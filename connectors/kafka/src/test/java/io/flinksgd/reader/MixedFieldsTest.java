// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.feature.MixedFields;
import io.flinksgd.kafka.example.ExampleStreams;
import io.flinksgd.kafka.example.StreamExamples;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.VersionId;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Case;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A field that was a number in training and is a text when scoring, or the reverse. */
@SuppressWarnings("try") // close() may be interrupted
final class MixedFieldsTest {
  private static final FieldKinds TRAINED =
      new FieldKinds(Map.of("price", 1, "ad", 2, "hour", 2, "size", 3, "v", 4, "user", 8), true);

  private static PublishedModel published() {
    Map<String, String> spec =
        Map.of(
            "model",
            LogisticRegression.hashed(4).spec(),
            "features",
            "hash:bits=4,categorical=hour,namespaces=own");
    return new PublishedModel(
        new Manifest(
            new VersionId(1, Set.of(1L), 1, 1),
            new PageSet(2, 0),
            new ModelShape(17, 16),
            new Learned(0, ProgressiveLoss.UNKNOWN),
            0,
            new ModelDescription(spec, TRAINED)),
        new float[2][16],
        null,
        null);
  }

  private static String refused(Map<String, ?> raw) {
    return published()
        .onMixedFields(new MixedFields(MixedFields.Policy.REFUSE))
        .predict(raw)
        .refusal();
  }

  @Test
  @Tag("case")
  void whatIsNotWhatItWasIsNoticed() {
    Case.equal(
        "scoring",
        "price \"0.5\" of a model trained on numbers, refused if told to",
        "price must be a number as in training: price=a text or a truth value",
        refused(Map.of("price", "0.5")));
    Case.equal(
        "scoring",
        "ad 17 of a model trained on texts",
        "ad must be a text or a truth value as in training: ad=a number",
        refused(Map.of("ad", 17)));
    Case.equal(
        "scoring",
        "hour 9 and hour \"9\", declared categorical",
        "",
        refused(Map.of("hour", 9)) + refused(Map.of("hour", "9")));
    Case.equal(
        "scoring",
        "a field that was both, and one that was not there",
        "",
        refused(Map.of("size", 4, "new", 1)) + refused(Map.of("size", "XL", "new", "x")));
    Case.equal(
        "scoring",
        "an array of numbers that was a number",
        "price must be a number as in training: price=an array of numbers",
        refused(Map.of("price", List.of(1, 2))));
    assertThat(refused(Map.of("user", "x")))
        .isEqualTo("user must be an object as in training: user=a text or a truth value");
    assertThat(refused(Map.of("v", 1)))
        .isEqualTo("v must be an array of numbers as in training: v=a number");
    assertThat(refused(Map.of("v", List.of(1, 2), "ad", List.of("a", "b")))).isEmpty();
  }

  @Test
  @Tag("case")
  void unlessItIsToBeRefusedItIsScoredAndCounted() {
    PublishedModel model = published();
    for (int i = 0; i < 3; i++) {
      assertThat(model.predict(Map.of("price", "0.5", "ad", 17)).value()).isPresent();
      assertThat(model.predict(Map.of("price", 0.5, "ad", "a17")).value()).isPresent();
    }
    byte[] json = "{\"price\":\"0.5\",\"v\":[1,2]}".getBytes(StandardCharsets.UTF_8);
    assertThat(model.score(model.features(json))).isEqualTo(0.5);
    assertThat(model.predict(Map.of("price", "NaN")).value()).isEmpty();
    Case.equal(
        "scoring", "4 records with price \"0.5\" of 8: counted", 4L, model.mixedFields().count());

    MixedFields mine = new MixedFields(MixedFields.Policy.REFUSE);
    assertThat(model.onMixedFields(mine).predict(Map.of("price", "0.5")).value()).isEmpty();
    assertThat(model.onMixedFields(mine).predict(Map.of("price", 0.5)).value()).isPresent();
    assertThat(model.predict(Map.of("price", "0.5")).value()).isPresent();
    assertThat(mine.count()).isEqualTo(1);
    assertThat(model.mixedFields().count()).isEqualTo(5);
  }

  @Test
  void ofAnOlderModelNothingIsKnown() {
    Map<String, String> spec =
        Map.of("model", LogisticRegression.hashed(4).spec(), "features", "hash:bits=4");
    PublishedModel old =
        new PublishedModel(
            new Manifest(
                new VersionId(1, Set.of(1L), 1, 1),
                new PageSet(2, 0),
                new ModelShape(17, 16),
                new Learned(0),
                0,
                new ModelDescription(spec)),
            new float[2][16],
            null,
            null);
    MixedFields mixed = new MixedFields(MixedFields.Policy.REFUSE);
    assertThat(old.onMixedFields(mixed).predict(Map.of("price", "x")).value()).isPresent();
    assertThat(old.onMixedFields(mixed).predict(Map.of("price", 1)).value()).isPresent();
    assertThat(mixed.count()).isZero();
  }

  @Test
  void aJobPublishesWhatFieldsWere() throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(2, new Configuration());
    DataStream<Row> rows =
        env.fromData(
            List.of(Row.of(1, "a17", 0.5), Row.of(0, "a18", null), Row.of(1, null, 7.0)),
            Types.ROW_NAMED(
                new String[] {"label", "ad", "price"}, Types.INT, Types.STRING, Types.DOUBLE));
    ExampleStreams examples =
        StreamExamples.of("rows", rows.rebalance()).hashed(FeatureHasher.bits(4)).examples();
    Manifest newest = null;
    try (CloseableIterator<Publication> publications =
        examples
            .train(TrainingSpec.of(LogisticRegression.hashed(4)))
            .publications()
            .executeAndCollect()) {
      while (publications.hasNext()) {
        newest = publications.next() instanceof Manifest manifest ? manifest : newest;
      }
    }
    assertThat(newest.description().fields())
        .isEqualTo(new FieldKinds(Map.of("ad", 2, "price", 1), true));
  }
}
