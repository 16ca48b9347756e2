// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Example;
import io.flinksgd.example.Rejected;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.kafka.format.ExampleFormat;
import io.flinksgd.kafka.format.Reading;
import io.flinksgd.kafka.testing.SharedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Topics of other formats than JSON, and streams of rows. */
class KafkaFormatsTest {
  private static final FeatureHasher HASHER = FeatureHasher.parse("hash:bits=18,namespaces=own");
  private static final TypeInformation<Row> ROW =
      Types.ROW_NAMED(
          new String[] {"label", "ad", "words"},
          Types.INT,
          Types.STRING,
          Types.MAP(Types.STRING, Types.FLOAT));

  @Test
  void columnsOfCsvAreNamedByTheTopic() throws Exception {
    SharedBroker.topic("csv-header", 3);
    send("csv-header", 0, "1,a,2", "label,ad,price", "x");
    send("csv-header", 1, "label,ad,price", "0,b,3");
    Run run = run(csv("csv-header"));
    assertThat(run.examples).extracting(Example::label).containsExactlyInAnyOrder(1f, 0f);
    assertThat(run.rejected)
        .extracting(Rejected::detail)
        .singleElement()
        .asString()
        .contains("3 columns: cells=1");
  }

  @Test
  void columnsOfCsvMustBeGivenWhereNoRecordNamesThem() {
    SharedBroker.topic("csv-none", 2);
    send("csv-none", 0, "1,a,2");
    assertThatThrownBy(() -> run(csv("csv-none")))
        .hasMessageContaining("columns must be given")
        .hasMessageContaining("topics=[csv-none], label-field=label, headers=[]");
    SharedBroker.topic("csv-two", 2);
    send("csv-two", 0, "label,ad");
    send("csv-two", 1, "ad,label");
    assertThatThrownBy(() -> run(csv("csv-two")))
        .hasMessageContaining("headers=[[label, ad], [ad, label]]");
  }

  private static KafkaExamples csv(String topic) {
    return KafkaExamples.from(SharedBroker.address(), topic)
        .format(ExampleFormat.Csv.of())
        .hashed(HASHER);
  }

  /** Rows as {@code label ad}. */
  private static final class TwoWords extends AbstractDeserializationSchema<Row> {
    private static final long serialVersionUID = 1L;
    private transient boolean opened;

    TwoWords() {
      super(ROW);
    }

    @Override
    public void open(InitializationContext context) {
      context.getMetricGroup().counter("decoded");
      opened = true;
    }

    @Override
    public Row deserialize(byte[] message) throws IOException {
      String[] words = new String(message, StandardCharsets.UTF_8).split(" ", -1);
      if (!opened || words.length != 2) {
        throw new IOException("no two words");
      }
      return Row.of(Integer.valueOf(words[0]), words[1], Map.of("w", 2f));
    }
  }

  @Test
  void anySchemaOfFlinkDecodesRecords() throws Exception {
    SharedBroker.topic("decoded", 1);
    send("decoded", 0, "1 a17", "none");
    Run run =
        run(
            KafkaExamples.from(SharedBroker.address(), "decoded")
                .format(ExampleFormat.Decoded.rows(new TwoWords()))
                .hashed(HASHER));
    assertThat(run.rejected)
        .extracting(Rejected::detail)
        .singleElement()
        .asString()
        .contains("IOException: no two words");
    assertSame(run.examples, run.features);
  }

  @Test
  void aStreamOfRowsIsTrainedOn() throws Exception {
    StreamExecutionEnvironment env = environment();
    DataStream<Row> rows =
        env.fromData(
            List.of(Row.of(1, "a17", Map.of("w", 2f)), Row.ofKind(RowKind.DELETE, 1, "b", null)),
            ROW);
    Run run = run(env, StreamExamples.of("rows", rows).hashed(HASHER).examples());
    assertThat(run.rejected)
        .extracting(Rejected::detail)
        .singleElement()
        .asString()
        .contains("row must be inserted");
    assertThat(new String(run.rejected.get(0).raw(), StandardCharsets.UTF_8)).contains("b");
    assertSame(run.examples, run.features);
  }

  /** Both say how their features were made, maps included. */
  private static void assertSame(List<Example> examples, FeatureHasher features) {
    assertThat(features).isEqualTo(HASHER.maps("words"));
    assertThat(examples)
        .singleElement()
        .satisfies(
            example ->
                assertThat(Reading.byCoordinate(example.features()))
                    .isEqualTo(
                        Reading.byCoordinate(
                            features.hash(Map.of("ad", "a17", "words", Map.of("w", 2f))))));
  }

  /** What a bounded job gave. */
  private record Run(List<Example> examples, List<Rejected> rejected, FeatureHasher features) {}

  private static StreamExecutionEnvironment environment() {
    return StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
  }

  private static Run run(KafkaExamples examples) throws Exception {
    StreamExecutionEnvironment env = environment();
    return run(env, examples.endingAt("latest").in(env));
  }

  @SuppressWarnings("try") // Closing an iterator may be interrupted: then the test fails.
  private static Run run(StreamExecutionEnvironment env, ExampleStreams streams) throws Exception {
    try (CloseableIterator<Example> good = streams.examples().collectAsync();
        CloseableIterator<Rejected> bad = streams.rejected().collectAsync()) {
      env.executeAsync();
      Run run = new Run(new ArrayList<>(), new ArrayList<>(), streams.features().orElseThrow());
      good.forEachRemaining(run.examples::add);
      bad.forEachRemaining(run.rejected::add);
      return run;
    }
  }

  private static void send(String topic, int partition, String... records) {
    try (KafkaProducer<byte[], byte[]> producer = SharedBroker.producer(Map.of())) {
      for (String record : records) {
        byte[] value = record.getBytes(StandardCharsets.UTF_8);
        var unused = producer.send(new ProducerRecord<>(topic, partition, null, value));
      }
    }
  }
}
