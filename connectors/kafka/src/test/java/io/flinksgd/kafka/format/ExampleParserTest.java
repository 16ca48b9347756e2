// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.DenseRow;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.feature.FeatureRow;
import io.flinksgd.feature.SparseRow;
import io.flinksgd.testing.Case;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExampleParserTest {
  private static final FeatureHasher HASHER = FeatureHasher.parse("hash:bits=18");
  private static final ExampleFields NAMED =
      ExampleFields.standard().withWeight("weight").withTime("time").withKey("key");
  private final ExampleParser hashed = parser(HASHER.row());
  private final ExampleParser dense = parser(new DenseRow(3, "dense"));
  private final ExampleParser sparse = parser(new SparseRow(100, "sparse"));

  @Test
  void usageExample() throws Refusal {
    Map<String, Object> raw = new LinkedHashMap<>();
    raw.put("device", "phone");
    raw.put("hour", 17);
    Example example =
        hashed.parse(
            record(
                "{'label':1,'weight':2.5,'time':1767225600500,'key':'k','device':'phone','hour':17}"));
    assertThat(example.label()).isEqualTo(1f);
    assertThat(example.weight()).isEqualTo(2.5f);
    assertThat(example.eventTime()).isEqualTo(1767225600500L);
    assertThat(example.key()).isEqualTo("k");
    assertThat(example.origin()).isEqualTo(new Origin("clicks", 2, 7L));
    assertThat(example.features()).usingRecursiveComparison().isEqualTo(HASHER.hash(raw));
  }

  @Test
  void denseArrayIsTakenAsItIs() throws Refusal {
    Features features = dense.parse(record("{'dense':[1,-2.5,1e3],'label':0,'x':{}}")).features();
    assertThat(((Features.Dense) features).values()).containsExactly(1f, -2.5f, 1000f);
  }

  @Test
  void sparseObjectNamesCoordinates() throws Refusal {
    Features features = sparse.parse(record("{'sparse':{'7':0.5,'99':2},'label':0}")).features();
    assertThat(((Features.Sparse) features).indices()).containsExactly(7, 99);
    assertThat(((Features.Sparse) features).values()).containsExactly(0.5f, 2f);
  }

  @Tag("case")
  @Test
  void aCoordinateThatStandsTwiceIsOneWithTheSum() throws Refusal {
    for (String twice : List.of("{'7':1,'3':4,'7':1}", "{'7':1,'3':4,'07':1}")) {
      Features.Sparse features =
          (Features.Sparse) sparse.parse(record("{'sparse':" + twice + ",'label':0}")).features();
      assertThat(features.indices()).containsExactly(7, 3);
      assertThat(features.values()).containsExactly(2f, 4f);
    }
    Features once = hashed.parse(record("{'label':0,'x':2}")).features();
    Features twice = hashed.parse(record("{'label':0,'x':0.5,'x':1.5}")).features();
    Case.equal("steps", "JSON \"x\":0.5,\"x\":1.5 as \"x\":2", once.toString(), twice.toString());
  }

  @Test
  void truthValuesAreLabels() throws Refusal {
    assertThat(hashed.parse(record("{'label':true}")).label()).isEqualTo(1f);
    assertThat(hashed.parse(record("{'label':false}")).label()).isEqualTo(0f);
  }

  @Test
  void fieldsMayHaveOtherNames() throws Refusal {
    ExampleFields fields = ExampleFields.standard().withLabel("clicked").withKey("ad");
    ExampleParser parser = ExampleParser.json(fields, HASHER.row(), 1000);
    Example example = parser.parse(record("{'clicked':1,'ad':'a1','time':'noon'}"));
    assertThat(example.label()).isEqualTo(1f);
    assertThat(example.key()).isEqualTo("a1");
    assertThat(example.features())
        .usingRecursiveComparison()
        .isEqualTo(HASHER.hash(Map.of("time", "noon")));
  }

  @Test
  void recordKeyAndTimestampStandInForMissingFields() throws Refusal {
    byte[] value = "{\"label\":1}".getBytes(StandardCharsets.UTF_8);
    byte[] key = "from record".getBytes(StandardCharsets.UTF_8);
    Example example = hashed.parse(new RawRecord("clicks", 0, 0, 555, key, value));
    assertThat(example.key()).isEqualTo("from record");
    assertThat(example.eventTime()).isEqualTo(555);
    assertThat(hashed.parse(new RawRecord("clicks", 0, 0, -1, null, value)).eventTime())
        .isEqualTo(Example.NO_TIME);
  }

  @Test
  void eventTimeMayBeIso8601() throws Refusal {
    Example example = hashed.parse(record("{'label':1,'time':'2026-01-01T01:00:00.5+01:00'}"));
    assertThat(example.eventTime()).isEqualTo(1767225600500L);
  }

  @Test
  void recordLeavesNothingBehindForTheNext() throws Refusal {
    hashed.parse(record("{'label':1,'weight':3,'key':'k','a':'b'}"));
    Example example = hashed.parse(record("{'label':0}"));
    assertThat(example.weight()).isEqualTo(1f);
    assertThat(example.key()).isEmpty();
    assertThat(example.features().size()).isZero();
    assertThat(reasonOf(hashed, "{'weight':1}")).isEqualTo(Reason.MISSING_LABEL);
  }

  @Test
  void recordsMayBeLargerThanAnyBuffer() throws Refusal {
    ExampleParser parser =
        ExampleParser.json(ExampleFields.standard(), new SparseRow(9, "sparse"), 1 << 20);
    for (int length : new int[] {3_900, 3_990, 8_000, 8_100, 100_000}) {
      String record = "{'label':1,'x':'" + "y".repeat(length) + "','sparse':{'7':0.5}}";
      Example example = parser.parse(record(record + " \n\t\r".repeat(length)));
      assertThat(((Features.Sparse) example.features()).indices()).containsExactly(7);
      assertThat(reasonOf(parser, record + " ".repeat(length) + "x")).isEqualTo(Reason.UNPARSABLE);
    }
  }

  @Test
  void goodRecordsAreReadAfterBadOnes() throws Refusal {
    for (String bad :
        List.of("{'label':1", "", "{'label':1}}", "{'label':1,'a':'b", "[[", "{'label")) {
      assertThat(reasonOf(hashed, bad)).as(bad).isEqualTo(Reason.UNPARSABLE);
      assertThat(hashed.parse(record("{'label':1,'a':'b'}")).features().size()).isEqualTo(1);
    }
  }

  @Test
  void namesMayBeNewInEveryRecord() throws Refusal {
    for (int i = 0; i < 200_000; i++) {
      Example example = hashed.parse(record("{'label':1,'sparse':{'name" + i + "':1}}"));
      assertThat(example.features().size()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "17",
        "[]",
        "null",
        "{'label':1} {'label':1}",
        "{'label':1}x",
        "{'label':1,}",
        "{label:1}",
        "{'label':1,'label':0}",
        "{'label':[1]}",
        "{'label':{}}",
        "{'label':1,'key':{'a':1}}",
        "{'label':1,'key':['a']}",
        "{'label':1,'x':[1,'a']}",
        "{'label':1,'x':['a',1]}",
        "{'label':1,'x':[[1]]}",
        "{'label':1,'x':[{'a':1}]}",
        "{'label':1,'weight':'2'}",
        "{'label':1,'weight':{}}"
      })
  void whatIsNotARecordOfFieldsIsUnparsable(String json) {
    assertThat(reasonOf(hashed, json)).isEqualTo(Reason.UNPARSABLE);
  }

  @Test
  void aTimeThatIsNoneIsRefusedAsOne() {
    for (String time : List.of("'yesterday'", "99999999999999999999", "0", "1767225600", "1e30")) {
      assertThat(reasonOf(hashed, "{'label':1,'time':" + time + "}")).isEqualTo(Reason.BAD_TIME);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'a':1}", "{'label':null}"})
  void labelIsRequired(String json) {
    assertThat(reasonOf(hashed, json)).isEqualTo(Reason.MISSING_LABEL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "'NaN'", "'-Infinity'", "1e39", "-1e999"})
  void numbersMustBeFinite(String number) {
    assertThat(reasonOf(hashed, "{'label':" + number + "}")).isEqualTo(Reason.NOT_FINITE);
    assertThat(reasonOf(hashed, "{'label':1,'weight':" + number + "}"))
        .isEqualTo(Reason.NOT_FINITE);
    assertThat(reasonOf(hashed, "{'label':1,'x':" + number + "}")).isEqualTo(Reason.NOT_FINITE);
    assertThat(reasonOf(hashed, "{'label':1,'sparse':{'x':" + number + "}}"))
        .isEqualTo(Reason.NOT_FINITE);
    assertThat(reasonOf(dense, "{'label':1,'dense':[0,0," + number + "]}"))
        .isEqualTo(Reason.NOT_FINITE);
    assertThat(reasonOf(sparse, "{'label':1,'sparse':{'1':" + number + "}}"))
        .isEqualTo(Reason.NOT_FINITE);
  }

  @Test
  void weightMustNotBeNegative() {
    assertThat(reasonOf(hashed, "{'label':1,'weight':-1}")).isEqualTo(Reason.NOT_FINITE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "{'label':1};0",
        "{'label':1,'dense':[]};0",
        "{'label':1,'dense':[1,2]};2",
        "{'label':1,'dense':[1,2,3,4]};4"
      })
  void denseArrayMustHaveTheLength(String json, int length) {
    assertThatThrownBy(() -> dense.parse(record(json)))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.WRONG_DIMENSION))
        .hasMessage("dense features must have length 3: length=" + length);
  }

  @Test
  void sparseCoordinateMustLieInModel() {
    assertThat(reasonOf(sparse, "{'label':1,'sparse':{'100':1}}"))
        .isEqualTo(Reason.WRONG_DIMENSION);
    assertThat(reasonOf(sparse, "{'label':1,'sparse':{'-1':1}}")).isEqualTo(Reason.WRONG_DIMENSION);
    assertThat(reasonOf(sparse, "{'label':1,'sparse':{'x':1}}")).isEqualTo(Reason.UNPARSABLE);
  }

  @Test
  void tombstonesAndOversizedRecordsAreRefusedUnread() {
    Refusal tombstone =
        catchThrowableOfType(
            Refusal.class, () -> hashed.parse(new RawRecord("t", 0, 0, 0, null, null)));
    assertThat(tombstone.reason()).isEqualTo(Reason.TOMBSTONE);
    String large = "{'label':1,'x':'" + "y".repeat(1000) + "'}";
    assertThat(reasonOf(hashed, large)).isEqualTo(Reason.OVERSIZED);
    ExampleParser wide = ExampleParser.json(NAMED, new DenseRow(3, "dense"), 100_000);
    assertThat(reasonOf(wide, "{'label':1,'key':'" + "y".repeat(2000) + "'}"))
        .isEqualTo(Reason.OVERSIZED);
  }

  @Test
  void noBytesWhateverFailTheJob() {
    Random random = new Random(5);
    byte[] good =
        ("{\"label\":1,\"weight\":2.5e1,\"dense\":[1,-2,3],\"sparse\":{\"7\":0.5},"
                + "\"time\":\"2026-01-01T00:00:00Z\",\"key\":\"\\u00e9\",\"x\":true,\"y\":[\"a\"]}")
            .getBytes(StandardCharsets.UTF_8);
    int parsed = 0;
    for (int i = 0; i < 30_000; i++) {
      byte[] bytes = Arrays.copyOf(good, good.length - random.nextInt(2) * random.nextInt(9));
      for (int j = random.nextInt(4); j > 0; j--) {
        int from = random.nextInt(bytes.length);
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean() ? bytes[from] : (byte) random.nextInt();
      }
      for (ExampleParser parser : List.of(hashed, dense, sparse)) {
        try {
          Example example = parser.parse(new RawRecord("t", 0, i, 0, null, bytes));
          assertThat(example.weight()).isBetween(0f, Float.MAX_VALUE);
          parsed++;
        } catch (Refusal refusal) {
          assertThat(refusal.getMessage()).isNotEmpty();
        }
      }
    }
    assertThat(parsed).isGreaterThan(15_000);
  }

  @Test
  void oneFieldHasOneMeaning() {
    ExampleFields fields = NAMED.withLabel("key");
    assertThatThrownBy(() -> ExampleParser.json(fields, new DenseRow(1, "dense"), 10))
        .hasMessage("field must have one meaning: field=key");
  }

  @Test
  void theFeaturesHaveAFieldOfTheirOwn() {
    for (FeatureMapping mapping :
        List.of(new FeatureMapping.Dense(1), new FeatureMapping.Sparse(1))) {
      assertThatThrownBy(() -> mapping.row(NAMED.withDense("key").withSparse("key")))
          .hasMessage("field must have one meaning: field=key");
      assertThatThrownBy(() -> mapping.row(NAMED.withDense("").withSparse("")))
          .hasMessageContaining("-field must name the field of the features");
    }
  }

  private static ExampleParser parser(FeatureRow row) {
    return ExampleParser.json(NAMED, row, 1000);
  }

  private static Reason reasonOf(ExampleParser parser, String json) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> parser.parse(record(json)));
    assertThat(refusal).as(json).isNotNull();
    return refusal.reason();
  }

  /** A record whose quotes are written as apostrophes. */
  private static RawRecord record(String json) {
    byte[] value = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return new RawRecord("clicks", 2, 7, -1, null, value);
  }
}
