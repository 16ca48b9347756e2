// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.evaluation.Prediction;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Rejected;
import io.flinksgd.flink.StreamingSgd;
import io.flinksgd.flink.TrainingStreams;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.kafka.sink.KafkaTarget;
import io.flinksgd.model.Models;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Case;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KafkaResultsTest {
  private static final KafkaResults RESULTS =
      new KafkaResults(
          "localhost:1",
          Map.of(),
          new KafkaResults.Topics(
              Optional.of("model"),
              Optional.of("predictions"),
              Optional.of("metrics"),
              Optional.of("rejected")));

  @Test
  @Tag("case")
  void checkpointsFurtherApartThanATransactionLastsAreRefused() {
    Case.equal(
        "restores",
        "checkpoints each 15 min, transactions of 15 min",
        "checkpoint interval must be shorter than Kafka's transactions may last, 900000 ms, or what"
            + " is written is aborted before it is committed: checkpoint interval=900000 ms;"
            + " property transaction.timeout.ms can be raised up to the broker's"
            + " transaction.max.timeout.ms",
        said(900_000, 0, Map.of()));
    assertThat(said(899_999, 0, Map.of())).isEmpty();
    assertThat(said(950_000, 0, Map.of("transaction.timeout.ms", "1000000"))).isEmpty();
    assertThat(said(6_000, 0, Map.of("transaction.timeout.ms", "5000")))
        .contains("may last, 5000 ms");
    assertThat(said(1_000, 950_000, Map.of())).contains("checkpoint interval=950000 ms");
  }

  private static String said(long interval, long pause, Map<String, String> properties) {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment();
    env.enableCheckpointing(interval);
    env.getCheckpointConfig().setMinPauseBetweenCheckpoints(pause);
    KafkaTarget target = KafkaTarget.of("localhost:1", "topic").properties(properties);
    KafkaModel.topicSink(target.guarantee(DeliveryGuarantee.AT_LEAST_ONCE)).check(env);
    try {
      KafkaModel.publish(env.fromData(List.of(), WireType.PUBLICATION), target);
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  @Test
  @Tag("case")
  void aSinkThatIsAttachedByHandIsCheckedWhenTheGraphIsBuilt() {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment();
    env.enableCheckpointing(6_000);
    KafkaTarget target =
        KafkaTarget.of("localhost:1", "topic").properties(Map.of("transaction.timeout.ms", "5000"));
    env.fromData(List.of(), WireType.PUBLICATION).sinkTo(KafkaModel.sink(target));
    Case.holds(
        "kafka",
        "a sink by hand, checkpoints each 6 s, the user's transaction.timeout.ms 5000",
        "refused when the graph is built",
        catchThrowable(env::getStreamGraph).getMessage(),
        catchThrowable(env::getStreamGraph).getMessage().contains("may last, 5000 ms"));
    assertThat(said(1_000, 0, Map.of("transaction.timeout.ms", "ten")))
        .isEqualTo(
            "transaction.timeout.ms must be a number of milliseconds in [1, 2147483647]:"
                + " transaction.timeout.ms=ten");
  }

  @Test
  @Tag("case")
  void aTopicHasOneSinkAndIsNoInputOfIt() {
    StreamExecutionEnvironment twice = new StreamExecutionEnvironment();
    twice.enableCheckpointing(1_000);
    KafkaTarget target = KafkaTarget.of("localhost:1,localhost:2", "both");
    KafkaModel.publish(twice.fromData(List.of(), WireType.PUBLICATION), target);
    twice
        .fromData(List.of(), WireType.PREDICTION)
        .sinkTo(KafkaPredictions.sink(KafkaTarget.of("localhost:2", "both")))
        .name("predictions");
    Case.equal(
        "kafka",
        "predictions and model on one topic",
        "topic must be written by one sink of a job: topic=both, sinks=[model topic both,"
            + " predictions]",
        catchThrowable(twice::getStreamGraph).getMessage());

    StreamExecutionEnvironment circle = new StreamExecutionEnvironment();
    circle.enableCheckpointing(1_000);
    KafkaSource<Prediction> source =
        KafkaSource.<Prediction>builder()
            .setBootstrapServers("localhost:1")
            .setTopics("some", "round")
            .setDeserializer(new NoPredictions())
            .build();
    circle
        .fromSource(source, WatermarkStrategy.noWatermarks(), "examples")
        .sinkTo(KafkaPredictions.sink(KafkaTarget.of("localhost:1", "round")))
        .name("predictions");
    Case.equal(
        "kafka",
        "predictions on the topic of the examples",
        "topic must not be an input of what is written to it: topic=round, source=examples,"
            + " sinks=[predictions]",
        catchThrowable(circle::getStreamGraph).getMessage());
  }

  /** Reads nothing. */
  private static final class NoPredictions implements KafkaRecordDeserializationSchema<Prediction> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(
        ConsumerRecord<byte[], byte[]> record, Collector<Prediction> predictions) {}

    @Override
    public TypeInformation<Prediction> getProducedType() {
      return WireType.PREDICTION;
    }
  }

  @Test
  void whatHasAnOrderIsWrittenByOneWriterAndWhatHasNoneByMany() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(4);
    Example example = Example.of(1, new Features.Dense(new float[] {1}));
    DataStream<Example> examples = env.fromData(List.of(example), WireType.EXAMPLE);
    DataStream<Rejected> none =
        env.fromData(1)
            .flatMap((Integer one, Collector<Rejected> out) -> {})
            .returns(WireType.REJECTED);
    TrainingStreams trained =
        StreamingSgd.train(
            examples, none, TrainingSpec.of(Models.parse("logistic-regression:dense=1")));

    List<DataStreamSink<?>> sinks = RESULTS.attach(trained, "");

    assertThat(sinks)
        .extracting(sink -> sink.getTransformation().getName())
        .containsExactly("model topic model", "predictions", "progress", "rejected");
    assertThat(sinks)
        .extracting(sink -> sink.getTransformation().getParallelism())
        .containsExactly(1, 4, 1, 4);
  }
}
