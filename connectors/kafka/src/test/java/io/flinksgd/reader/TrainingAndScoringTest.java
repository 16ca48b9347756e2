// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flinksgd.example.Example;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.feature.FeatureRow;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.kafka.format.ExampleParser;
import io.flinksgd.kafka.format.FeatureMapping;
import io.flinksgd.kafka.format.RawRecord;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Sgd;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.VersionId;
import io.flinksgd.testing.Case;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A published model scores a record exactly when the trainer's parser and model accept it, and as
 * the trainer predicted, to the bit: as JSON and as a map.
 */
final class TrainingAndScoringTest {
  private static final int PAGE = 16;
  private static final ExampleFields FIELDS = ExampleFields.standard();
  private static final int RECORDS = 20_000;

  /** Trainer and scorer of one model, with the same weights. */
  private static final class Pair {
    private final Model model;
    private final ExampleParser parser;
    private final PublishedModel published;
    private final float[] weights;
    private final Learner learner;

    Pair(String text, String hashed) {
      model = Models.parse(text);
      learner = model.learner(Sgd.of(0.1), model.localSteps());
      weights = new float[model.dimension()];
      Random random = new Random(5);
      for (int c = 0; c < weights.length; c++) {
        weights[c] = (float) random.nextGaussian();
      }
      Map<String, String> spec = new HashMap<>(Map.of("model", text));
      FeatureRow row;
      if (hashed.isEmpty()) {
        int sparse = model.sparseFeatures();
        FeatureMapping mapping =
            sparse > 0
                ? new FeatureMapping.Sparse(sparse)
                : new FeatureMapping.Dense(model.denseFeatures());
        row = mapping.row(FIELDS);
      } else {
        spec.put("features", hashed);
        row = FeatureHasher.parse(hashed).row();
      }
      spec.putAll(FIELDS.described());
      parser = ExampleParser.json(FIELDS, row, 1 << 20);
      int pages = (weights.length + PAGE - 1) / PAGE;
      float[][] table = new float[pages][];
      for (int p = 0; p < pages; p++) {
        int end = Math.min(weights.length, (p + 1) * PAGE);
        table[p] = Arrays.copyOfRange(weights, p * PAGE, end);
      }
      published =
          new PublishedModel(
              new Manifest(
                  new VersionId(1, Set.of(1L), 1, 1),
                  new PageSet(pages, 0),
                  new ModelShape(weights.length, PAGE),
                  new Learned(0),
                  0,
                  new ModelDescription(spec)),
              table,
              null,
              null);
    }

    /** What the trainer predicts of a record before it learns from it. */
    Optional<Float> trained(byte[] json) {
      Example example;
      try {
        example = parser.parse(new RawRecord("t", 0, 0, 0, null, json));
      } catch (Refusal refusal) {
        return Optional.empty();
      }
      if (model.reject(example).isPresent()) {
        return Optional.empty();
      }
      MiniBatch batch =
          new MiniBatch(1, model.pullsAll() ? Numbering.identity() : Numbering.of(weights.length));
      model.append(example, batch);
      batch.number();
      int count = model.pullsAll() ? weights.length : batch.distinct();
      float[] view = new float[count];
      for (int k = 0; k < count; k++) {
        view[k] = weights[model.pullsAll() ? k : batch.coordinate[k]];
      }
      float[] score = new float[1];
      List<Rejected> diverged = learner.learn(batch, view, count, 0, new float[count], score);
      if (!diverged.isEmpty()) {
        // what learning would make of the model is nothing to who does not learn
        score[0] = (float) model.score(example.features(), c -> weights[c]);
      }
      return Float.isFinite(score[0]) ? Optional.of(score[0]) : Optional.empty();
    }

    Optional<Float> scored(byte[] json) {
      try {
        return Optional.of((float) published.score(published.features(json)));
      } catch (Refusal refusal) {
        assertThat(refusal.getMessage()).isNotEmpty();
        return Optional.empty();
      }
    }

    Optional<Float> scored(Map<String, ?> raw) {
      Score score = published.predict(raw);
      return score.value().isPresent()
          ? Optional.of((float) score.value().getAsDouble())
          : Optional.empty();
    }
  }

  @Test
  @Tag("case")
  void recordsWithDirtAreScoredIfAndOnlyIfTheyAreTrainedOnAndAlike() throws IOException {
    int accepted = 0;
    int refused = 0;
    int different = 0;
    List<Pair> pairs =
        List.of(
            new Pair(
                "logistic-regression:hashed=6",
                "hash:bits=6,categorical=f1|f2,ignore=f3,crosses=f0*f1,namespaces=own"),
            new Pair("linear-regression:hashed=4", "hash:bits=4"),
            new Pair("linear-regression:dense=3", ""),
            new Pair("logistic-regression:sparse=6", ""),
            new Pair("softmax:input=3,classes=3", ""),
            new Pair("mlp:input=3,hidden=2,classes=2", ""));
    for (int seed = 0; seed < RECORDS; seed++) {
      String json = record(new Random(seed));
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      for (Pair pair : pairs) {
        if (!pair.model.localSteps() && seed % 10 > 0) {
          continue; // networks take their time
        }
        Optional<Float> trained = pair.trained(bytes);
        Optional<Float> scored = pair.scored(bytes);
        Optional<Float> mapped = pair.scored(map(json));
        assertThat(scored).as("%s seed=%d %s", pair.model, seed, json).isEqualTo(trained);
        assertThat(mapped).as("map, %s seed=%d %s", pair.model, seed, json).isEqualTo(trained);
        accepted += trained.isPresent() ? 1 : 0;
        refused += trained.isPresent() ? 0 : 1;
        different += scored.equals(trained) && mapped.equals(trained) ? 0 : 1;
      }
    }
    assertThat(accepted).isGreaterThan(RECORDS / 2);
    assertThat(refused).isGreaterThan(RECORDS / 2);
    Case.equal(
        "scoring",
        RECORDS
            + " random records with dirt, 4 linear models, of a tenth 2 networks, JSON and map: scored"
            + " unlike trained",
        0,
        different);
  }

  /** A good label, and fields of any kind. */
  private static String record(Random random) {
    List<String> fields = new ArrayList<>(List.of("\"label\":" + random.nextInt(2)));
    int count = random.nextInt(5);
    for (int f = 0; f < count; f++) {
      fields.add("\"f" + f + "\":" + value(random, 0));
    }
    if (random.nextInt(3) > 0) {
      fields.add("\"dense\":" + array(random, random.nextInt(8) == 0 ? 2 : 3));
    }
    if (random.nextInt(3) > 0) {
      fields.add("\"sparse\":" + sparse(random));
    }
    if (random.nextInt(4) == 0) {
      fields.add("\"nothing\":null");
    }
    return "{" + String.join(",", fields) + "}";
  }

  private static String array(Random random, int length) {
    List<String> elements = new ArrayList<>();
    for (int j = 0; j < length; j++) {
      elements.add(random.nextInt(12) == 0 ? value(random, 3) : number(random));
    }
    return "[" + String.join(",", elements) + "]";
  }

  private static String sparse(Random random) {
    if (random.nextInt(20) == 0) {
      return value(random, 0);
    }
    List<String> entries = new ArrayList<>();
    for (String coordinate : List.of("3", "0", "5", "1")) {
      if (random.nextBoolean()) {
        String value = random.nextInt(12) == 0 ? value(random, 3) : number(random);
        entries.add("\"%s\":%s".formatted(coordinate, value));
      }
    }
    if (random.nextInt(20) == 0) {
      entries.add("\"%s\":1".formatted(List.of("6", "-1", "x", "").get(random.nextInt(4))));
    }
    return "{" + String.join(",", entries) + "}";
  }

  private static String number(Random random) {
    return String.valueOf(random.nextInt(-50, 50) / 8.0);
  }

  private static String value(Random random, int depth) {
    int kind = random.nextInt(depth < 2 ? 16 : 12);
    return switch (kind) {
      case 0, 1 -> "\"t" + random.nextInt(4) + "\"";
      case 2, 3 -> number(random);
      case 4 -> String.valueOf(random.nextBoolean());
      case 5 -> "null";
      case 6 -> String.valueOf(random.nextLong());
      case 7 -> random.nextInt(1, 9) + "0".repeat(random.nextInt(15, 45));
      case 8 -> List.of("1e39", "-1e400", "1e-300", "-0.0", "0.1e1").get(random.nextInt(5));
      case 9 -> List.of("NaN", "Infinity", "-Infinity").get(random.nextInt(3));
      case 10 -> List.of("\"NaN\"", "\"\"", "\"gr\u00fc\u00df\"").get(random.nextInt(3));
      case 11 -> String.valueOf(random.nextInt(100));
      case 12 -> "{\"a\":" + value(random, depth + 1) + ",\"b\":" + value(random, 2) + "}";
      case 13 -> "[\"x\",\"y\",\"x\"]";
      case 14 -> "[" + value(random, depth + 1) + "," + value(random, depth + 1) + "]";
      default -> "[]";
    };
  }

  /** The map that a caller would have: what a usual JSON library makes of the record. */
  private static Map<String, Object> map(String json) throws IOException {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    try (JsonParser parser = factory.createParser(json)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      return object(parser);
    }
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      map.put(name, object(parser.currentToken(), parser));
    }
    return map;
  }

  private static Object object(JsonToken token, JsonParser parser) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(object(parser.currentToken(), parser));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> {
        BigInteger whole = parser.getBigIntegerValue();
        yield whole.bitLength() < 64 ? (Object) whole.longValue() : whole;
      }
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      default -> null;
    };
  }

  @Test
  @Tag("case")
  void scoringSaysTheSameOfWhatTrainingTakesForTheSame() {
    Pair pair = new Pair("logistic-regression:hashed=6", "hash:bits=6");
    Map<String, Object> absent = new HashMap<>();
    absent.put("ad", "a1");
    absent.put("price", null);
    Case.equal(
        "scoring",
        "{ad: a1, price: null}: as {ad: a1}",
        pair.published.score(Map.of("ad", "a1")),
        pair.published.score(absent));
    Case.equal(
        "scoring",
        "{ad: a1, label: 1}: the label is no feature",
        pair.published.score(Map.of("ad", "a1")),
        pair.published.score(Map.of("ad", "a1", "label", 1)));
    for (Object bad : List.of(Double.NaN, Float.POSITIVE_INFINITY, 1e39)) {
      Case.equal(
          "scoring",
          "{price: " + bad + "}",
          "price must be a finite float: price=" + bad,
          pair.published.predict(Map.of("price", bad)).refusal());
    }
    assertThat(pair.published.predict(Map.of("ad", new Object())).refusal()).startsWith("ad must");
    Map<String, String> unnamed = new HashMap<>();
    unnamed.put(null, "x");
    assertThat(pair.published.predict(unnamed).refusal())
        .isEqualTo("field must have a name: field=null");
    assertThat(pair.published.predict(Map.of("ad", "a1")).value()).isPresent();
  }
}
