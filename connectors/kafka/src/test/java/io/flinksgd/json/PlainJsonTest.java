// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.kafka.format.ExampleParser;
import io.flinksgd.kafka.format.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainJsonTest {
  private static final String FEATURES = "hash:bits=18,categorical=n|label,ignore=i,crosses=a*n";

  private static final String CHARACTERS = "'\\{}[],:-+.eE0123 \tNatrufls\u00e9";

  private final PlainJson plain = new PlainJson();

  @Test
  void usageExample() {
    plain.begin(bytes("{'label':1, 'origin':'LAS', 'late':false, 'x':-2.5, 'y':null}"));
    List<String> read = new ArrayList<>();
    while (plain.next()) {
      read.add(plain.name() + " " + plain.kind() + " " + plain.text());
    }
    assertThat(plain.wasPlain()).isTrue();
    assertThat(read)
        .containsExactly(
            "label WHOLE 1",
            "origin TEXT LAS",
            "late FALSE false",
            "x DECIMAL -2.5",
            "y NULL null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " {\t} \r\n",
        "{'a':'b'}",
        "{ 'a' : 0 , 'b' : -1.25 } ",
        "{'a':-123456789012345678}",
        "{'a':0.00000000000001}",
        "{'a':'','b':true,'c':false,'d':null}"
      })
  void plainRecordsAre(String record) {
    assertThat(isPlain(record)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{'a'",
        "{'a':",
        "{'a':'b",
        "{'a':'b'",
        "{'a':'b',",
        "{'a':1,}",
        "{'a':1 'b':2}",
        "{,'a':1}",
        "{'a':1}}",
        "{'a':1}x",
        "{'a':01}",
        "{'a':-0}",
        "{'a':-0.0}",
        "{'a':-}",
        "{'a':.5}",
        "{'a':1.}",
        "{'a':+1}",
        "{'a':1e3}",
        "{'a':1x}",
        "{'a':NaN}",
        "{'a':nul}",
        "{'a':truer}",
        "{'a':1234567890123456789}",
        "{'a':1234567890.123456}",
        "{'a':12345678901234567890123456789012345678901234567890}",
        "{'a':'b\\n'}",
        "{'a\\u0041':1}",
        "{'a':'\u00e9'}",
        "{'a':'\t'}",
        "{'a':[1]}",
        "{'a':{}}",
        "{a:1}",
        "[1]",
        "\ufeff{}"
      })
  void everythingElseIsNot(String record) {
    assertThat(isPlain(record)).isFalse();
    assertThat(isPlain("{'a':'b'}")).isTrue();
  }

  @Test
  void namesThatRepeatAreOneObject() {
    List<String> names = new ArrayList<>();
    for (int record = 0; record < 2; record++) {
      plain.begin(bytes("{'a':" + record + ",'b':2}"));
      while (plain.next()) {
        names.add(plain.name());
      }
    }
    assertThat(names).containsExactly("a", "b", "a", "b");
    assertThat(names.get(2)).isSameAs(names.get(0));
    assertThat(names.get(3)).isSameAs(names.get(1));
  }

  @Test
  void thereMayBeAnyNumberOfFieldsInAnyOrder() {
    for (int record = 0; record < 3; record++) {
      StringBuilder json = new StringBuilder("{'first':0");
      for (int field = 0; field < 500; field++) {
        json.append(",'f").append(field * (record + 1)).append("':").append(field);
      }
      plain.begin(bytes(json + "}"));
      int fields = 0;
      while (plain.next()) {
        assertThat(plain.name())
            .isEqualTo(fields == 0 ? "first" : "f" + (fields - 1) * (record + 1));
        assertThat(plain.whole()).isEqualTo(Math.max(0, fields - 1));
        fields++;
      }
      assertThat(plain.wasPlain()).isTrue();
      assertThat(fields).isEqualTo(501);
    }
  }

  @Test
  void whatIsPlainMeansTheSameToJackson() {
    Random random = new Random(11);
    ExampleParser parser =
        ExampleParser.json(
            ExampleFields.standard().withWeight("weight").withTime("time").withKey("key"),
            FeatureHasher.parse(FEATURES).row(),
            1000);
    int compared = 0;
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      String record = record(random);
      if (isPlain(record)) {
        String escaped = "{'not\\nplain':null," + record.substring(record.indexOf('{') + 1);
        assertThat(isPlain(escaped)).isFalse();
        String expected = said(parser, escaped);
        assertThat(said(parser, record)).as(record).isEqualTo(expected);
        refused += expected.startsWith("refused") ? 1 : 0;
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(40_000);
    assertThat(refused).isBetween(15_000, 18_000);
  }

  /** What becomes of a record, in full. */
  private static String said(ExampleParser parser, String record) {
    try {
      Example example = parser.parse(new RawRecord("t", 0, 0, 9, null, bytes(record)));
      Features.Sparse features = (Features.Sparse) example.features();
      StringBuilder said = new StringBuilder();
      said.append(example.label()).append(' ').append(example.weight()).append(' ');
      said.append(example.eventTime()).append(' ').append(example.key());
      for (int k = 0; k < features.size(); k++) {
        said.append(' ').append(features.indices()[k]).append('=').append(features.values()[k]);
      }
      return said.toString();
    } catch (Refusal refusal) {
      return "refused: " + refusal.reason() + " " + refusal.getMessage();
    }
  }

  /** A record of a few fields, of which one character in some is another. */
  private static String record(Random random) {
    StringBuilder json =
        new StringBuilder("{'label':").append(random.nextInt(20) == 0 ? value(random) : "1");
    int fields = random.nextInt(6);
    for (int f = 0; f < fields; f++) {
      String name =
          one(
              random,
              "a",
              "n",
              "i",
              "x",
              "weight",
              "time",
              "key",
              "label",
              "dense",
              "sparse",
              "a much longer name");
      json.append(one(random, ",", ",", " , ")).append("'").append(name);
      json.append("'").append(one(random, ":", ":", " : ")).append(value(random));
    }
    json.append(one(random, "}", "}", " } ", "}\n"));
    if (random.nextInt(3) == 0) {
      json.setCharAt(
          random.nextInt(json.length()), CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
    }
    return json.toString();
  }

  private static String value(Random random) {
    int digits = random.nextInt(19);
    return switch (random.nextInt(9)) {
      case 0, 1 -> "'" + "Narrow Infinity, na\u00efvely".substring(0, random.nextInt(25)) + "'";
      case 2 -> "" + random.nextInt(100);
      case 3 -> "" + random.nextLong() % (long) Math.pow(10, digits);
      case 4 -> random.nextInt(1000) + "." + random.nextInt(100_000);
      case 5 -> "" + (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(8) - 4);
      case 6 -> one(random, "true", "false", "null");
      case 7 ->
          one(
              random,
              "'NaN'",
              "'Infinity'",
              "'-Infinity'",
              "'LAS'",
              "'07'",
              "NaN",
              "-0",
              "-0.0",
              "0.0",
              "1e5",
              "00");
      default -> one(random, "[1,2]", "{'z':1}", "'a\\\\tb'", "'2001-01-01T00:00:00Z'", "-3", "''");
    };
  }

  private static String one(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }

  private boolean isPlain(String record) {
    plain.begin(bytes(record));
    boolean more = true;
    while (more) {
      more = plain.next();
    }
    return plain.wasPlain();
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
