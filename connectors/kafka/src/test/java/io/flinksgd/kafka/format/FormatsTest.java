// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.kafka.result.KafkaRejected;
import io.flinksgd.testing.Case;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A record that says the same in another format makes the same example. */
class FormatsTest {
  private static final ExampleFormat JSON = new ExampleFormat.Json();
  private static final ExampleFormat VW = new ExampleFormat.Vw();
  private static final ExampleFormat LIBSVM = new ExampleFormat.Libsvm(1);
  private static final ExampleFields FIELDS =
      ExampleFields.standard().withWeight("").withTime("").withKey("");

  @Test
  @Tag("case")
  void aHashedExampleIsTheSameInJsonCsvAndVw() throws Refusal {
    FeatureMapping hashed =
        new FeatureMapping.Hashed(
            FeatureHasher.parse("hash:bits=18,categorical=hour,crosses=ad*device,namespaces=own"));
    Example json =
        Reading.of(JSON, FIELDS, hashed)
            .read("{\"label\":1,\"ad\":\"a17\",\"device\":\"phone\",\"hour\":9,\"price\":0.25}");
    Example csv =
        Reading.of(ExampleFormat.Csv.of("label", "ad", "device", "hour", "price"), FIELDS, hashed)
            .read("1,a17,phone,9,0.25");
    Example vw = Reading.of(VW, FIELDS, hashed).read("1 |ad a17 |device phone | hour:9 price:0.25");
    String right = text(json);
    Case.equal("formats", "csv: 1,a17,phone,9,0.25", right, text(csv));
    Case.equal("formats", "vw: 1 |ad a17 |device phone | hour:9 price:0.25", right, text(vw));
  }

  @Test
  @Tag("case")
  void aSparseExampleIsTheSameInAll() throws Refusal {
    FeatureMapping sparse = new FeatureMapping.Sparse(100);
    Example json =
        Reading.of(JSON, FIELDS, sparse).read("{\"label\":1,\"sparse\":{\"3\":0.5,\"7\":2}}");
    String right = text(json);
    Case.equal(
        "formats",
        "csv: label,3,5,7: 1,0.5,,2",
        right,
        text(
            Reading.of(ExampleFormat.Csv.of("label", "3", "5", "7"), FIELDS, sparse)
                .read("1,0.5,,2")));
    Case.equal(
        "formats",
        "libsvm: +1 4:0.5 8:2 # from one",
        right,
        text(Reading.of(LIBSVM, FIELDS, sparse).read("+1 4:0.5 8:2 # from one")));
    Case.equal(
        "formats",
        "vw: 1 | 3:0.5 7:2",
        right,
        text(Reading.of(VW, FIELDS, sparse).read("1 | 3:0.5 7:2")));
  }

  /** Label, weight, coordinates and values. */
  private static String text(Example example) {
    Features.Sparse features = (Features.Sparse) example.features();
    return "%s %s %s %s"
        .formatted(
            example.label(),
            example.weight(),
            Arrays.toString(features.indices()),
            Arrays.toString(Arrays.copyOf(features.values(), features.size())));
  }

  @Test
  @Tag("case")
  void theFrameOfASchemaRegistryIsNamed() {
    byte[] json = "{\"label\":1}".getBytes(StandardCharsets.UTF_8);
    byte[] framed = new byte[5 + json.length];
    framed[3] = 1;
    framed[4] = 2;
    System.arraycopy(json, 0, framed, 5, json.length);
    for (Reading reading : all()) {
      assertThat(reading.refusal(framed))
          .hasMessageContaining("five bytes of a schema registry, magic 0 and schema id 258");
    }
    Case.holds(
        "formats",
        "00 00 00 01 02 {\"label\":1}",
        "names the registry's frame",
        Reading.of(JSON, new FeatureMapping.Sparse(10)).refusal(framed).getMessage(),
        true);
  }

  private static List<Reading> all() {
    FeatureMapping hashed =
        new FeatureMapping.Hashed(
            FeatureHasher.parse("hash:bits=10,categorical=b,crosses=a*b,maps=c,namespaces=own"));
    ExampleFormat csv = ExampleFormat.Csv.of("label", "a", "b", "c");
    ExampleFormat numbered = ExampleFormat.Csv.of("label", "1", "2", "3");
    List<Reading> all = new ArrayList<>();
    for (ExampleFormat format : List.of(JSON, VW, LIBSVM, csv)) {
      all.add(Reading.of(format, FIELDS, hashed));
      all.add(Reading.of(format, FIELDS, new FeatureMapping.Dense(3)));
    }
    for (ExampleFormat format : List.of(JSON, VW, LIBSVM, numbered)) {
      all.add(Reading.of(format, FIELDS, new FeatureMapping.Sparse(10)));
    }
    return all;
  }

  /** What files are like that were cut, converted, or were something else altogether. */
  @ParameterizedTest
  @MethodSource("all")
  void dirtIsRefusedAndNothingElse(Reading reading) throws Refusal {
    byte[] utf16 = "1 |a b".getBytes(StandardCharsets.UTF_16LE);
    byte[] latin1 = "1 |a caf\u00e9 b,1,2".getBytes(StandardCharsets.ISO_8859_1);
    byte[] huge = new byte[(1 << 20) + 1];
    for (byte[] dirt :
        List.of(
            new byte[0],
            new byte[1],
            new byte[5],
            utf16,
            latin1,
            huge,
            bytes(" "),
            bytes("\n"),
            bytes("\r\n"),
            bytes("\t\t"),
            bytes("\uFEFF"),
            bytes("\uFFFD"),
            bytes("PK\u0003\u0004"),
            bytes("<html>"))) {
      assertThat(reading.refusal(dirt)).as(Arrays.toString(dirt)).isNotNull();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Nothing but a {@link Refusal} is thrown, whatever the bytes are. */
  @ParameterizedTest
  @MethodSource("all")
  void noRecordBreaksAParser(Reading reading) {
    String[] pieces = {
      "1",
      "-1",
      "0.5",
      "1e999",
      "nan",
      "|",
      ":",
      " ",
      "\t",
      ",",
      "\"",
      "\n",
      "\r",
      "a",
      "b",
      "c",
      "label",
      "sparse",
      "dense",
      "{",
      "}",
      "[",
      "]",
      "'",
      "#",
      "qid:1",
      "3:0.5",
      "\u00e9",
      "\uFEFF",
      "\\",
      "\\u0000",
      "\u0000",
      "{\"label\":1,",
      "\"a\":",
      "99999999999999999999",
      "0001",
      "+",
      "null",
      "true",
      "-",
      "\ud83d\ude00",
      "|c x:2",
      "1 |a b:2 c |",
      "1,a,b,"
    };
    Random random = new Random(20);
    int examples = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] record = bytes(text(random, pieces));
      if (random.nextInt(4) == 0 && record.length > 0) {
        record[random.nextInt(record.length)] = (byte) random.nextInt(256);
      }
      try {
        Example example = reading.read(record);
        examples += example == null ? 0 : 1;
        if (example != null) {
          assertThat(Float.isFinite(example.label())).isTrue();
          assertThat(Reading.byCoordinate(example.features()).values()).allMatch(Float::isFinite);
        }
      } catch (Refusal refusal) {
        assertThat(refusal.getMessage()).isNotBlank();
        Rejected rejected =
            Rejected.of(refusal.reason(), refusal.getMessage(), Origin.UNKNOWN, record);
        assertThat(KafkaRejected.serialization("rejected").json(rejected)).isNotEmpty();
      }
    }
    assertThat(examples).isLessThan(20_000);
  }

  /** What is refused can be written to its topic, whatever it was: else the job would fail. */
  @Test
  @Tag("case")
  void whatIsRefusedCanBeWritten() {
    FeatureMapping hashed = new FeatureMapping.Hashed(FeatureHasher.bits(10));
    String longName = "x" + "\ud83d\ude00".repeat(100_000);
    int most = 0;
    for (String record :
        List.of(
            "{\"label\":\"\\ud800\"}",
            "{\"label\":\"x" + "\ud83d\ude00".repeat(200) + "\"}",
            "{\"label\":1,\"" + "x".repeat(20_000) + "\":[[]]}",
            "1 |" + longName + " :nan",
            "1 |a " + longName + ":nan")) {
      byte[] bytes = bytes(record);
      Reading json = Reading.of(record.startsWith("1") ? VW : JSON, hashed);
      Refusal refusal = json.refusal(bytes);
      Rejected rejected =
          Rejected.of(refusal.reason(), refusal.getMessage(), Origin.UNKNOWN, bytes);
      most = Math.max(most, KafkaRejected.serialization("rejected").json(rejected).length);
    }
    Case.holds(
        "formats",
        "refused: names of 200,001 characters, halves of surrogate pairs",
        "written in at most 10,000 bytes",
        most,
        most <= 10_000);
  }

  private static String text(Random random, String... pieces) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(12); n >= 0; n--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }
}
