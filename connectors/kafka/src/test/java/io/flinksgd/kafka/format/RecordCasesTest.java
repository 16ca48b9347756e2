// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import static io.flinksgd.testing.Case.equal;
import static io.flinksgd.testing.Case.holds;
import static io.flinksgd.testing.Case.near;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.feature.EventTimes;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.feature.Labels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records as people have them, and what becomes of them. */
@Tag("case")
final class RecordCasesTest {
  private static final String TOPIC = "records";
  private static final FeatureHasher HASHER =
      FeatureHasher.parse("hash:bits=24,categorical=id|ids,namespaces=own");
  private static final ExampleFields FIELDS = ExampleFields.standard();

  private static Example example(ExampleFields fields, String json) throws Refusal {
    byte[] value = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return ExampleParser.json(fields, HASHER.row(), 1 << 20)
        .parse(new RawRecord("t", 0, 0, -1, null, value));
  }

  private static String features(String json) throws Refusal {
    Features.Sparse sparse = (Features.Sparse) example(FIELDS, json).features();
    float[] values = Arrays.copyOf(sparse.values(), sparse.size());
    return Arrays.toString(sparse.indices()) + Arrays.toString(values);
  }

  private static String label(String labels, String json) {
    try {
      return Float.toString(
          example(FIELDS.withLabels(Labels.parse(labels)), "{'label':" + json + "}").label());
    } catch (Refusal refusal) {
      return refusal.reason() + ": " + refusal.getMessage();
    }
  }

  private static String time(String unit, String zone, String json) {
    try {
      ExampleFields fields = FIELDS.withTime("at").withTimes(EventTimes.of(unit, zone));
      long time = example(fields, "{'label':1,'at':" + json + "}").eventTime();
      return Instant.ofEpochMilli(time).toString();
    } catch (Refusal refusal) {
      return refusal.reason().name();
    }
  }

  @Test
  void integersKeepAllTheirDigits() throws Refusal {
    String one = features("{'label':1,'id':738529527931269425}");
    String other = features("{'label':1,'id':738529527931269376}");
    holds(
        TOPIC,
        "id 738529527931269425 and 738529527931269376, categorical",
        "two categories",
        one + " " + other,
        !one.equals(other));
    for (String digits :
        new String[] {
          "738529527931269425",
          "738529527931269376",
          "9223372036854775807",
          "-9223372036854775808",
          "18446744073709551615",
          "123456789012345678901234567890123456789012345678901234567890",
          "999999999999999",
          "-1",
          "0"
        }) {
      equal(
          TOPIC,
          "category " + digits + " as its text",
          features("{'label':1,'id':'" + digits + "'}"),
          features("{'label':1,'id':" + digits + "}"));
      equal(
          TOPIC,
          "category " + digits + " in an array as its text",
          features("{'label':1,'ids':['" + digits + "','x']}"),
          features("{'label':1,'ids':[" + digits + ",'x']}"));
    }
    equal(
        TOPIC,
        "category 1.0 as 1",
        features("{'label':1,'id':1}"),
        features("{'label':1,'id':1.0}"));
    equal(
        TOPIC,
        "category 1e3 as 1000",
        features("{'label':1,'id':1000}"),
        features("{'label':1,'id':1e3}"));
  }

  @Test
  void aFieldHasNoMeaningUnlessItIsNamed() throws Refusal {
    String car = "{'label':1,'weight':3504,'time':5,'key':'k','dense':[1,2],'sparse':{'a':1}}";
    Example example = example(FIELDS, car);
    equal(TOPIC, "importance of weight:3504 of a car", 1f, example.weight());
    equal(TOPIC, "key of key:k", "", example.key());
    equal(TOPIC, "event time of time:5", Example.NO_TIME, example.eventTime());
    equal(TOPIC, "features of weight, time, key, dense, sparse", 6, example.features().size());
    equal(
        TOPIC,
        "sparse:{a:1} as the nested field sparse.a",
        features("{'label':1,'sparse.a':1}"),
        features("{'label':1,'sparse':{'a':1}}"));
    Example named =
        example(FIELDS.withWeight("weight").withKey("key"), "{'label':1,'weight':3,'key':'k'}");
    equal(TOPIC, "importance of weight:3, if it is named", 3f, named.weight());
    equal(TOPIC, "features of it", 0, named.features().size());
  }

  @Test
  void labelsAreAsPeopleHaveThem() {
    equal(TOPIC, "label -1 by --labels -1|1", "0.0", label("-1|1", "-1"));
    equal(TOPIC, "label \"1\" by --labels -1|1", "1.0", label("-1|1", "'1'"));
    equal(TOPIC, "label \"yes\" by --labels no|yes", "1.0", label("no|yes", "'yes'"));
    equal(TOPIC, "label true by --labels false|true", "1.0", label("false|true", "true"));
    equal(
        TOPIC,
        "label \"Yes\" by --labels no|yes",
        "BAD_LABEL: label must be no or yes: label=\"Yes\"",
        label("no|yes", "'Yes'"));
    equal(
        TOPIC,
        "label 0 by --labels -1|1",
        "BAD_LABEL: label must be -1 or 1: label=0",
        label("-1|1", "0"));
    equal(
        TOPIC,
        "label true by --labels 0|1",
        "BAD_LABEL: label must be 0 or 1: label=true",
        label("0|1", "true"));
  }

  @Test
  void nestedObjectsAreFields() throws Refusal {
    String flat = features("{'label':1,'user.country':'at','user.age':31}");
    equal(
        TOPIC,
        "user:{country:at,age:31} as user.country and user.age",
        flat,
        features("{'label':1,'user':{'country':'at','age':31,'none':null}}"));
    Example example =
        example(
            FIELDS.withLabel("outcome.clicked").withKey("meta.id"),
            "{'outcome':{'clicked':1,'by':'x'},'meta':{'id':'k'}}");
    equal(TOPIC, "label outcome.clicked of a nested object", 1f, example.label());
    equal(TOPIC, "key meta.id of a nested object", "k", example.key());
    equal(TOPIC, "features beside them", 1, example.features().size());
  }

  @Test
  void aLabelMayBeWrittenWithAnExponent() throws Refusal {
    ExampleFields ten = FIELDS.withLabels(Labels.parse("0|10"));
    equal(TOPIC, "label 1e1 with --labels 0|10", 1f, example(ten, "{'label':1e1}").label());
    equal(TOPIC, "label 1.0E1 with --labels 0|10", 1f, example(ten, "{'label':1.0E1}").label());
  }

  @Test
  void anArrayOfTextsIsOneCategoryWithSeveralValues() throws Refusal {
    equal(
        TOPIC,
        "tags [a] as a",
        features("{'label':1,'tags':'a'}"),
        features("{'label':1,'tags':['a']}"));
    equal(
        TOPIC,
        "tags [b,a,b,a] as [a,b]",
        features("{'label':1,'tags':['a','b']}"),
        features("{'label':1,'tags':['b','a','b','a',null]}"));
    for (int n : new int[] {1, 2, 3, 10, 1000}) {
      StringBuilder tags = new StringBuilder("'t'");
      for (int i = 1; i < n; i++) {
        tags.append(",'t").append(i).append("'");
      }
      Features.Sparse sparse =
          (Features.Sparse) example(FIELDS, "{'label':1,'tags':[" + tags + "]}").features();
      double squares = 0;
      for (int k = 0; k < sparse.size(); k++) {
        squares += (double) sparse.values()[k] * sparse.values()[k];
      }
      near(TOPIC, "squared length of " + n + " tags", 1, 0.01, squares);
    }
  }

  @Test
  void aByteOrderMarkIsSkipped() throws Refusal {
    for (String json : new String[] {"{'label':1,'a':'b'}", "{'label':1,'a':['b']}"}) {
      equal(
          TOPIC, "byte-order mark in front of " + json, features(json), features("\ufeff" + json));
    }
  }

  @Test
  void timesAreAsPeopleHaveThem() {
    String right = "2026-07-01T10:00:00Z";
    equal(TOPIC, "time 2026-07-01T10:00:00Z", right, time("ms", "UTC", "'2026-07-01T10:00:00Z'"));
    equal(
        TOPIC,
        "time 2026-07-01T12:00:00+0200",
        right,
        time("ms", "UTC", "'2026-07-01T12:00:00+0200'"));
    equal(TOPIC, "time 2026-07-01 10:00:00", right, time("ms", "UTC", "'2026-07-01 10:00:00'"));
    equal(
        TOPIC,
        "time 2026-07-01 12:00:00 with --time-zone Europe/Berlin",
        right,
        time("ms", "Europe/Berlin", "'2026-07-01 12:00:00'"));
    equal(TOPIC, "time 1782900000 with --time-unit s", right, time("s", "UTC", "1782900000"));
    equal(TOPIC, "time 1782900000000 of ms", right, time("ms", "UTC", "1782900000000"));
    equal(
        TOPIC,
        "time 1782900000000000000 with --time-unit ns",
        right,
        time("ns", "UTC", "1782900000000000000"));
    equal(TOPIC, "time 1.7829e12 of ms", right, time("ms", "UTC", "1.7829e12"));
    equal(TOPIC, "time 1.7829E9 with --time-unit s", right, time("s", "UTC", "1.7829E9"));
    equal(TOPIC, "time 1782900000 of ms", "BAD_TIME", time("ms", "UTC", "1782900000"));
    equal(
        TOPIC,
        "time 1782900000000 with --time-unit s",
        "BAD_TIME",
        time("s", "UTC", "1782900000000"));
    equal(TOPIC, "time 2100-01-01", "BAD_TIME", time("ms", "UTC", "'2100-01-01'"));
  }
}
