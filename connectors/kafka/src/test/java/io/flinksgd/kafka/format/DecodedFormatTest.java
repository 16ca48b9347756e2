// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Example;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

/** What a schema of Flink decodes means what JSON does. */
class DecodedFormatTest {
  private static final FeatureMapping HASHED =
      new FeatureMapping.Hashed(
          FeatureHasher.parse("hash:bits=18,categorical=id,maps=words,namespaces=own"));
  private static final ExampleFields FIELDS = ExampleFields.standard().withTime("at");
  private final Reading json = Reading.of(new ExampleFormat.Json(), FIELDS, HASHED);

  /** Makes the same of each record. */
  private record Always<T>(TypeInformation<T> type, List<T> values)
      implements DeserializationSchema<T> {
    private static final long serialVersionUID = 1L;

    @Override
    public T deserialize(byte[] message) {
      throw new UnsupportedOperationException("one value");
    }

    @Override
    public void deserialize(byte[] message, Collector<T> out) {
      values.forEach(out::collect);
    }

    @Override
    public boolean isEndOfStream(T next) {
      return false;
    }

    @Override
    public TypeInformation<T> getProducedType() {
      return type;
    }
  }

  private static Reading rows(TypeInformation<Row> type, Row... rows) {
    return Reading.of(
        ExampleFormat.Decoded.rows(new Always<>(type, List.of(rows))), FIELDS, HASHED);
  }

  @Test
  void usageExample() throws Refusal {
    DeserializationSchema<String> schema = new SimpleStringSchema();
    RawFields<String> fields =
        line -> Map.of("label", Integer.parseInt(line.substring(0, 1)), "ad", line.substring(2));
    Reading reading = Reading.of(new ExampleFormat.Decoded<>(schema, fields), FIELDS, HASHED);
    assertThat(reading.read("1 a17").label()).isEqualTo(1f);
    assertThat(reading.features("1 a17")).isEqualTo(json.features("{\"label\":1,\"ad\":\"a17\"}"));
    assertThat(reading.refusal("x a17"))
        .hasMessageContaining("must have fields: NumberFormatException");
    assertThat(reading.refusal("")).hasMessageContaining("StringIndexOutOfBoundsException");
  }

  @Test
  void fieldsOfRowsAreTyped() throws Refusal {
    Row row = Row.withNames();
    row.setField("label", true);
    row.setField("ad", "a17");
    row.setField("id", 738529527931269425L);
    row.setField("price", new BigDecimal("0.25"));
    row.setField("seen", null);
    row.setField("fresh", false);
    row.setField("tags", new String[] {"x", "y"});
    row.setField("vec", List.of(1.5f, 2f));
    row.setField("words", new TreeMap<>(Map.of("the", 2, "cat", 1)));
    row.setField("user", Row.withNames());
    ((Row) row.getField("user")).setField("age", (short) 31);
    row.setField("at", Instant.ofEpochMilli(1767225600500L));
    Reading reading = rows(Types.GENERIC(Row.class), row);
    Example example = reading.read("");
    assertThat(example.label()).isEqualTo(1f);
    assertThat(example.eventTime()).isEqualTo(1767225600500L);
    assertThat(Reading.byCoordinate(example.features()))
        .isEqualTo(
            json.features(
                "{\"label\":1,\"ad\":\"a17\",\"id\":738529527931269425,\"price\":0.25,"
                    + "\"fresh\":false,\"tags\":[\"x\",\"y\"],\"vec\":[1.5,2],"
                    + "\"words\":{\"the\":2,\"cat\":1},\"user\":{\"age\":31}}"));
  }

  @Test
  void fieldsOfRowsMayBeNamedByTheirType() throws Refusal {
    TypeInformation<Row> user = Types.ROW_NAMED(new String[] {"age"}, Types.INT);
    TypeInformation<Row> type =
        Types.ROW_NAMED(
            new String[] {"label", "user", "words"},
            Types.INT,
            user,
            Types.MAP(Types.STRING, Types.FLOAT));
    assertThat(NamedRows.maps(type)).containsExactly("words");
    assertThat(rows(type, Row.of(1, Row.of(31), Map.of("a", 2f))).features(""))
        .isEqualTo(json.features("{\"label\":1,\"user\":{\"age\":31},\"words\":{\"a\":2}}"));
    assertThat(rows(Types.GENERIC(Row.class), Row.of(1)).refusal(""))
        .hasMessageContaining("row must have names");
  }

  @Test
  void aTimeMayHaveAZone() throws Refusal {
    Row row = Row.withNames();
    row.setField("label", 0);
    for (Object time :
        List.of(
            OffsetDateTime.parse("2026-01-01T01:00:00.5+01:00"),
            ZonedDateTime.parse("2026-01-01T01:00:00.5+01:00[Europe/Berlin]"),
            LocalDateTime.parse("2026-01-01T00:00:00.5"))) {
      row.setField("at", time);
      assertThat(rows(Types.GENERIC(Row.class), row).read("").eventTime())
          .isEqualTo(1767225600500L);
    }
    Row other = Row.withNames();
    other.setField("label", 0);
    other.setField("seen", Instant.EPOCH);
    assertThat(rows(Types.GENERIC(Row.class), other).refusal("")).hasMessageContaining("seen must");
  }

  @Test
  void whatIsTakenBackIsNotLearned() {
    Row row = Row.withNames(RowKind.DELETE);
    row.setField("label", 1);
    assertThat(rows(Types.GENERIC(Row.class), row).refusal(""))
        .hasMessageContaining("row must be inserted");
  }

  @Test
  void aRecordIsOneValue() {
    Row row = Row.withNames();
    row.setField("label", 1);
    assertThat(rows(Types.GENERIC(Row.class)).refusal("")).hasMessageContaining("values=0");
    assertThat(rows(Types.GENERIC(Row.class), row, row).refusal(""))
        .hasMessageContaining("values=2");
  }

  @Test
  void whatASchemaThrowsIsARefusal() {
    DeserializationSchema<Row> broken =
        new AbstractDeserializationSchema<>(Types.GENERIC(Row.class)) {
          private static final long serialVersionUID = 1L;

          @Override
          public Row deserialize(byte[] message) throws IOException {
            if (message.length == 0) {
              throw new IOException("truncated");
            }
            throw new ArrayIndexOutOfBoundsException(message.length);
          }
        };
    Reading reading = Reading.of(ExampleFormat.Decoded.rows(broken), FIELDS, HASHED);
    assertThat(reading.refusal("").reason()).isEqualTo(Reason.UNPARSABLE);
    assertThat(reading.refusal("")).hasMessageContaining("IOException: truncated");
    assertThat(reading.refusal("x".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("ArrayIndexOutOfBoundsException");
  }

  @Test
  void columnsAreTheCoordinatesOfADenseModel() throws Refusal {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("a", 0.5);
    row.put("label", 1);
    row.put("b", new float[] {1f, 2f});
    Reading reading =
        Reading.of(
            new ExampleFormat.Decoded<>(new SimpleStringSchema(), text -> row),
            FIELDS,
            new FeatureMapping.Dense(3));
    assertThat(reading.features("")).isEqualTo(Map.of(0, 0.5f, 1, 1f, 2, 2f));
  }
}
