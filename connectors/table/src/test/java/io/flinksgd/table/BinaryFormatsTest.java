// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Field;
import io.flinksgd.testing.Case;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tables whose topics hold Avro and Protobuf, as programs without Flink write them, train the model
 * that JSON does. The message is one of those that come with Protobuf's own library.
 */
class BinaryFormatsTest {
  private static final int ROWS = 300;
  private static final String COLUMNS =
      "`name` STRING NOT NULL, `number` INT NOT NULL, `packed` BOOLEAN NOT NULL";
  private static final Schema AVRO =
      SchemaBuilder.record("example")
          .fields()
          .requiredString("name")
          .requiredInt("number")
          .requiredBoolean("packed")
          .endRecord();

  private static final TableEnvironment SQL = Sql.session();
  private static List<String> json;

  @BeforeAll
  static void trainOnJson() throws Exception {
    json = trained("json", "'format' = 'json'", BinaryFormatsTest::json);
    assertThat(json).hasSize(ROWS);
  }

  @Test
  @Tag("case")
  void aTableOfAvroPredictsAsOneOfJson() throws Exception {
    List<String> avro = trained("avro", "'format' = 'avro'", BinaryFormatsTest::avro);
    assertThat(avro).isEqualTo(json);
    Case.equal("formats", "a table of Avro: predictions equal to JSON's", ROWS, avro.size());
  }

  @Test
  @Tag("case")
  void aTableOfProtobufPredictsAsOneOfJson() throws Exception {
    String format =
        "'format' = 'protobuf', 'protobuf.message-class-name' = 'com.google.protobuf.Field'";
    List<String> protobuf = trained("protobuf", format, BinaryFormatsTest::protobuf);
    assertThat(protobuf).isEqualTo(json);
    Case.equal(
        "formats", "a table of Protobuf: predictions equal to JSON's", ROWS, protobuf.size());
  }

  /** The predictions, sorted, of a model that learns from a table in {@code format}. */
  private static List<String> trained(String name, String format, IntFunction<byte[]> record)
      throws Exception {
    String topic = "binary-" + name;
    Sql.topic(topic, 1);
    Sql.writeBytes(topic, 1, IntStream.range(0, ROWS).mapToObj(record).toList());
    create(
        name + "_rows (" + COLUMNS + ")",
        "'connector' = 'kafka', 'topic' = '"
            + topic
            + "', 'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset', "
            + format);
    create(
        name + "_model (" + COLUMNS + ")",
        "'connector' = 'flink-sgd', 'sink.parallelism' = '1', 'label.column' = 'packed',"
            + " 'features' = 'hash:bits=18', 'features.crosses' = 'name*number',"
            + " 'features.categorical' = 'number', 'batch' = '1',"
            + " 'consistency' = 'synchronous', 'model.topic' = '"
            + topic
            + "-model', 'predictions.topic' = '"
            + topic
            + "-predictions'");
    SQL.executeSql("INSERT INTO " + name + "_model SELECT * FROM " + name + "_rows").await();
    return Sql.read(topic + "-predictions").stream().sorted().toList();
  }

  private static void create(String table, String options) {
    SQL.executeSql(
        "CREATE TABLE %s WITH (%s, 'properties.bootstrap.servers' = '%s')"
            .formatted(table, options, Sql.kafka()));
  }

  private static String name(int i) {
    return "ad-" + i % 7;
  }

  private static int number(int i) {
    return i % 24;
  }

  private static boolean label(int i) {
    return i % 7 < 3 ^ i % 5 == 0;
  }

  private static byte[] json(int i) {
    return "{\"name\":\"%s\",\"number\":%d,\"packed\":%s}"
        .formatted(name(i), number(i), label(i))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] avro(int i) {
    GenericRecord record = new GenericData.Record(AVRO);
    record.put("name", name(i));
    record.put("number", number(i));
    record.put("packed", label(i));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(AVRO).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] protobuf(int i) {
    return Field.newBuilder()
        .setName(name(i))
        .setNumber(number(i))
        .setPacked(label(i))
        .build()
        .toByteArray();
  }
}
