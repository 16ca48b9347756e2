// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.json.PlainRecords;
import io.flinksgd.kafka.format.ExampleFormat;
import io.flinksgd.kafka.format.ExampleParser;
import io.flinksgd.kafka.format.FeatureMapping;
import io.flinksgd.kafka.format.ImageFormat;
import io.flinksgd.kafka.format.ImageParser;
import io.flinksgd.kafka.format.RawRecord;
import io.flinksgd.kafka.report.ProgressReports;
import io.flinksgd.model.Artifact;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.ArtifactPart;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.VersionId;
import io.flinksgd.testing.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything that is read from topics: examples in all formats, images, models and reports. */
@Tag("fuzz")
final class RecordsFuzzTest {
  private static final ExampleFields FIELDS =
      ExampleFields.standard().withWeight("weight").withTime("time").withKey("key");
  private static final String FEATURES =
      "hash:bits=10,categorical=n|o.c,ignore=i|o.i,crosses=a*n|words*a|o.c*a,maps=m,namespaces=own";
  private static final FeatureMapping HASHED =
      new FeatureMapping.Hashed(FeatureHasher.parse(FEATURES));
  private static final FeatureMapping DENSE = new FeatureMapping.Dense(3);
  private static final FeatureMapping SPARSE = new FeatureMapping.Sparse(1000);
  private static final int MOST_BYTES = 60_000;
  private static final int BASE = 4 << 20;
  private static final int PER_BYTE = 3000;

  private final Fuzz fuzz = Fuzz.ofInputs(3_000);

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void whateverComesIsReadOrRefusedInWords() {
    json();
    lines();
    images();
    models();
    reports();
    fuzz.run();
  }

  private void json() {
    String[] records = {
      "{\"label\":1,\"a\":\"x\",\"n\":7,\"words\":[\"the\",\"cat\"],\"m\":{\"u\":1.5},\"o\":{\"c\":3,\"i\":4}}",
      "{\"label\":0,\"weight\":2.5,\"time\":1700000000000,\"key\":\"k\",\"a\":\"y\",\"n\":12345}",
      "{\"label\":true,\"dense\":[1,-2.5,3e2],\"sparse\":{\"7\":0.5,\"999\":1},\"a\":null}",
      "{\"label\":1,\"time\":\"2026-01-31T23:59:59Z\",\"t\\u0065xt\":\"\\u00e9\\n\",\"x\":[1,2]}"
    };
    List<String> words = List.of("\"label\":", "\"a\":", "\"n\":", "\"words\":", "\"o\":{", "[1,");
    examples("json, hashed", new ExampleFormat.Json(), HASHED, words, records);
    examples("json, dense", new ExampleFormat.Json(), DENSE, words, records);
    examples("json, sparse", new ExampleFormat.Json(), SPARSE, words, records);
    bothParsers(words, records);
  }

  /** What the small parser takes means to Jackson what it means to the small one. */
  private void bothParsers(List<String> words, String... records) {
    ExampleParser parser =
        ExampleParser.of(new ExampleFormat.Json(), FIELDS, HASHED, 2 * MOST_BYTES);
    PlainRecords plain = new PlainRecords();
    fuzz.reader(
        "json, both parsers",
        Fuzz.texts(records),
        words,
        Set.of(Refusal.class),
        2 * BASE,
        2 * PER_BYTE,
        input -> {
          String text = new String(input, StandardCharsets.UTF_8);
          if (plain.hasFields(input)) {
            String escaped = "{\"not\\nplain\":null," + text.substring(text.indexOf('{') + 1);
            String right = said(parser, escaped.getBytes(StandardCharsets.UTF_8));
            assertThat(said(parser, input)).isEqualTo(right);
          } else {
            parser.parse(record(input));
          }
        });
  }

  private static String said(ExampleParser parser, byte[] input) {
    try {
      Example example = parser.parse(record(input));
      Features.Sparse features = (Features.Sparse) example.features();
      return example.label()
          + " "
          + example.weight()
          + " "
          + example.eventTime()
          + " "
          + example.key()
          + Arrays.toString(features.indices())
          + Arrays.toString(features.values());
    } catch (Refusal refusal) {
      return refusal.reason() + " " + refusal.getMessage();
    }
  }

  private void lines() {
    ExampleFormat csv = new ExampleFormat.Csv(List.of("label", "a", "n", "o.c", "words"), ',');
    ExampleFormat three = new ExampleFormat.Csv(List.of("label", "x", "y", "z"), ',');
    ExampleFormat numbered = new ExampleFormat.Csv(List.of("label", "7", "8", "9"), ',');
    ExampleFields label = ExampleFields.standard();
    FeatureMapping named =
        new FeatureMapping.Hashed(
            FeatureHasher.parse("hash:bits=10,categorical=n,ignore=o.c,crosses=a*n"));
    String[] rows = {
      "1,x,7,3,the", "0,\"a \"\"quoted\"\" cell\",,, ", "1,1.5,-2e3,0.25", "label,a,n,o.c,words"
    };
    List<String> cells = List.of("\"", "\"\"", ",,", "label,");
    examples("csv, hashed", csv, label, named, cells, rows);
    examples("csv, dense", three, label, DENSE, cells, rows);
    examples("csv, sparse", numbered, label, SPARSE, cells, rows);
    ExampleFormat libsvm = new ExampleFormat.Libsvm(1);
    String[] pairs = {"1 qid:7 4:0.5 17:-2 # note", "-1 1:1 2:2 3:3", "0"};
    List<String> parts = List.of("qid:", "1:", " 3:", "#");
    examples("libsvm, hashed", libsvm, HASHED, parts, pairs);
    examples("libsvm, dense", libsvm, DENSE, parts, pairs);
    examples("libsvm, sparse", libsvm, SPARSE, parts, pairs);
    ExampleFormat vw = new ExampleFormat.Vw();
    String[] texts = {
      "1 2.5 'click-7|a x |words the cat |o c:3 i:4 |m:0.5 u:1.5 | hour:9",
      "0 | 1:0.5 999",
      "1 1 0 tag|dense :1 :2 :3"
    };
    List<String> namespaces = List.of("|a ", "|words ", "|o ", "|m:2 ", " '", ":1", "|");
    examples("vw, hashed", vw, HASHED, namespaces, texts);
    examples("vw, dense", vw, DENSE, namespaces, texts);
    examples("vw, sparse", vw, SPARSE, namespaces, texts);
  }

  private void examples(
      String name,
      ExampleFormat format,
      FeatureMapping mapping,
      List<String> words,
      String... records) {
    examples(name, format, FIELDS, mapping, words, records);
  }

  private void examples(
      String name,
      ExampleFormat format,
      ExampleFields fields,
      FeatureMapping mapping,
      List<String> words,
      String... records) {
    ExampleParser parser = ExampleParser.of(format, fields, mapping, MOST_BYTES);
    fuzz.reader(
        name,
        Fuzz.texts(records),
        words,
        Set.of(Refusal.class),
        BASE,
        PER_BYTE,
        input -> check(parser.parse(record(input))));
  }

  private static void check(Example example) {
    if (example == null) {
      return; // a header
    }
    boolean finite = Float.isFinite(example.label()) && Float.isFinite(example.weight());
    if (example.features() instanceof Features.Dense dense) {
      for (float x : dense.values()) {
        finite &= Float.isFinite(x);
      }
    } else if (example.features() instanceof Features.Sparse sparse) {
      for (int k = 0; k < sparse.size(); k++) {
        finite &= sparse.areOnes() || Float.isFinite(sparse.values()[k]);
        finite &= sparse.indices()[k] >= 0 && sparse.indices()[k] < 1024;
      }
    }
    assertThat(finite).as("an example is finite, and its features are in the model").isTrue();
  }

  private static RawRecord record(byte[] value) {
    return new RawRecord("t", 0, 1, 1000, null, value);
  }

  private void images() {
    ImageFormat format = new ImageFormat(1, 4, 4, 0.5f, 0.25f);
    ImageParser parser = new ImageParser(format);
    fuzz.reader(
        "images",
        List.of(format.record(3, new byte[16]), format.record(65535, new byte[16])),
        List.of(),
        Set.of(Refusal.class),
        BASE,
        PER_BYTE,
        input -> check(parser.parse(record(input))));
  }

  /** Records of a model topic, and the versions that they make. */
  private void models() {
    Model model = LogisticRegression.hashed(5);
    List<byte[]> records = new ArrayList<>();
    new MadeUpTraining(1).cut(1, 0, 1).forEach(each -> records.add(ModelRecord.value(each)));
    Map<String, String> spec =
        Map.of(
            "model", model.spec(),
            "features", "hash:bits=5,categorical=n,crosses=a*n",
            "fields.meanings", "label|weight",
            "optimizer", "sgd:rate=0.1");
    for (long version = 2; version < 4; version++) {
      // a version without pages is whole as soon as its manifest is read
      records.add(
          ModelRecord.value(
              new Manifest(
                  new VersionId(1, Set.of(1L), 1, version),
                  new PageSet(0, 0),
                  new ModelShape(33, 16),
                  new Learned(0),
                  1000,
                  new ModelDescription(spec))));
    }
    ArtifactPart.of(Artifact.of(new byte[] {1, 2, 3}))
        .forEach(part -> records.add(ModelRecord.value(part)));
    Versions versions = new Versions();
    fuzz.reader(
        "records of models",
        records,
        List.of("model", "features", "hash:bits=5", "logistic-regression:hashed=5", "artifact"),
        Set.of(IOException.class, IllegalArgumentException.class),
        BASE,
        PER_BYTE,
        versions::read);
  }

  /** A reader's, of a topic that begins anew now and then. */
  private static final class Versions {
    private ModelVersions versions = new ModelVersions(1 << 20);
    private long position;

    void read(byte[] value) throws IOException {
      if (position % 100 == 0) {
        versions = new ModelVersions(1 << 20);
      }
      Publication publication = ModelRecord.read(value);
      versions.accept(publication, position++);
      Optional<PublishedModel> settled = versions.settle();
      if (settled.isPresent()) {
        use(settled.get());
      }
      Optional<ModelVersions.LeftOut> leftOut = versions.leftOut();
      if (leftOut.isPresent()) {
        throw new IllegalArgumentException(leftOut.get().reason().getMessage());
      }
    }

    private static void use(PublishedModel model) {
      String name = model.manifest().description().spec().get("model");
      if (name == null || !Models.isKnown(name)) {
        return;
      }
      assertThat(model.model().dimension()).isEqualTo(model.manifest().shape().dimension());
      try {
        Map<String, Object> raw = Map.of("a", "x", "n", 7, "words", List.of("the", "cat"));
        Score score = model.predict(raw);
        assertThat(score.value().isPresent()).isEqualTo(score.refusal().isEmpty());
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining("manifest must say 'features'");
      }
    }
  }

  private void reports() {
    fuzz.reader(
        "reports",
        Fuzz.texts(
            "{\"at\":1700000000000,\"examples\":12,\"records\":13,\"total\":{\"logLoss\":0.5,\"auc\":null},"
                + "\"window\":{\"examples\":3},\"diverged\":false,\"rejectedBy\":{\"unparsable\":1}}"),
        List.of("\"at\":", "\"examples\":", "\"total\":{", "\"window\":{"),
        Set.of(IOException.class),
        BASE,
        PER_BYTE,
        input -> assertThat(ProgressReports.parse(input)).containsKeys("at", "examples"));
  }
}
