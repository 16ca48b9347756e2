package io.flinksgd.jobs;

import io.flinksgd.TrainingStreams;
import io.flinksgd.jobs.JobSettings.Kafka;
import io.flinksgd.kafka.KafkaModel;
import io.flinksgd.kafka.KafkaPredictions;
import io.flinksgd.kafka.KafkaProgress;
import io.flinksgd.kafka.KafkaRejected;
import io.flinksgd.kafka.KafkaTarget;
import io.flinksgd.kafka.KafkaTopics;
import io.flinksgd.model.Rejected;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Where the results of training go: the topics that were named, and nowhere else. */
final class KafkaOutput {
  private static final Duration RETENTION = Duration.ofDays(7);

  private final Kafka kafka;

  KafkaOutput(Kafka kafka) {
    this.kafka = kafka;
  }

  /**
   * Writes the results, to topics that are created if they are missing.
   *
   * @param refused examples that were rejected before training
   */
  void attach(TrainingStreams trained, DataStream<Rejected> refused) {
    createTopics();
    kafka
        .modelTopic()
        .ifPresent(topic -> KafkaModel.publish(trained.publications(), target(topic)));
    kafka
        .predictionsTopic()
        .ifPresent(
            topic ->
                write(trained.predictions(), KafkaPredictions.sink(target(topic)), "predictions"));
    kafka
        .metricsTopic()
        .ifPresent(
            topic -> write(trained.progress(), KafkaProgress.sink(target(topic)), "progress"));
    kafka
        .rejectedTopic()
        .ifPresent(
            topic ->
                write(
                    trained.rejected().union(refused),
                    KafkaRejected.sink(target(topic)),
                    "rejected"));
  }

  private void createTopics() {
    Properties client = new Properties();
    client.putAll(kafka.properties());
    client.setProperty("bootstrap.servers", kafka.bootstrapServers());
    try (KafkaTopics topics = KafkaTopics.connect(client)) {
      kafka.modelTopic().ifPresent(topics::model);
      kafka
          .predictionsTopic()
          .ifPresent(topic -> topics.log(topic, topics.partitions(kafka.topic()), RETENTION));
      kafka.metricsTopic().ifPresent(topic -> topics.log(topic, 1, RETENTION));
      kafka.rejectedTopic().ifPresent(topic -> topics.log(topic, 1, RETENTION));
    }
  }

  private KafkaTarget target(String topic) {
    return KafkaTarget.of(kafka.bootstrapServers(), topic).properties(kafka.properties());
  }

  /** The uid names the purpose and not the topic: a restored job may write elsewhere. */
  private static <T> void write(DataStream<T> results, Sink<T> sink, String name) {
    results.sinkTo(sink).name(name).uid(name);
  }
}
