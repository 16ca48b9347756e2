package io.flinksgd.kafka;

import io.flinksgd.TrainingStreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;

/**
 * Where the results of training go: the topics that are named, and nowhere else.
 *
 * @param bootstrapServers the Kafka cluster
 * @param properties of every client; they may hold secrets
 * @param model topic of published versions
 * @param predictions topic of predictions
 * @param metrics topic of progress
 * @param rejected topic of rejected examples
 */
public record KafkaResults(
    String bootstrapServers,
    Map<String, String> properties,
    Optional<String> model,
    Optional<String> predictions,
    Optional<String> metrics,
    Optional<String> rejected) {
  private static final Duration RETENTION = Duration.ofDays(7);

  /** Keeps its own copy of {@code properties}. */
  public KafkaResults {
    properties = Map.copyOf(properties);
  }

  /** The properties of a client of this Kafka cluster. */
  public Properties client() {
    Properties client = new Properties();
    client.putAll(properties);
    client.setProperty("bootstrap.servers", bootstrapServers);
    return client;
  }

  /**
   * Creates the topics that are missing.
   *
   * @param partitions of the predictions topic, if it has to be made
   */
  public void createTopics(int partitions) {
    try (KafkaTopics topics = KafkaTopics.connect(client())) {
      model.ifPresent(topics::model);
      predictions.ifPresent(topic -> topics.log(topic, partitions, RETENTION));
      metrics.ifPresent(topic -> topics.log(topic, 1, RETENTION));
      rejected.ifPresent(topic -> topics.log(topic, 1, RETENTION));
    }
  }

  /**
   * Writes the results.
   *
   * @param uids prefix of the sinks' uids, the same after a restore
   * @return the ends of the dataflow
   * @throws IllegalArgumentException if checkpoints are further apart than a transaction may last
   */
  public List<DataStreamSink<?>> attach(TrainingStreams trained, String uids) {
    List<DataStreamSink<?>> sinks = new ArrayList<>();
    model.ifPresent(
        topic ->
            sinks.add(
                KafkaModel.publish(trained.publications(), target(topic))
                    .uid(uids + KafkaModel.UID)));
    predictions.ifPresent(
        topic ->
            sinks.add(
                write(
                    lasting(trained.predictions(), topic),
                    KafkaPredictions.sink(target(topic)),
                    "predictions",
                    uids)));
    metrics.ifPresent(
        topic ->
            sinks.add(
                write(trained.progress(), KafkaProgress.sink(target(topic)), "progress", uids)
                    .setParallelism(1))); // two writers could put later progress first
    rejected.ifPresent(
        topic ->
            sinks.add(
                write(
                    lasting(trained.rejected(), topic),
                    KafkaRejected.sink(target(topic)),
                    "rejected",
                    uids)));
    return sinks;
  }

  /** What is written in transactions that last from checkpoint to checkpoint. */
  private <T> DataStream<T> lasting(DataStream<T> results, String topic) {
    target(topic).check(results.getExecutionEnvironment(), DeliveryGuarantee.EXACTLY_ONCE);
    return results;
  }

  private KafkaTarget target(String topic) {
    return KafkaTarget.of(bootstrapServers, topic).properties(properties);
  }

  /** The uid names the purpose and not the topic: a restored job may write elsewhere. */
  private static <T> DataStreamSink<T> write(
      DataStream<T> results, Sink<T> sink, String name, String uids) {
    return results.sinkTo(sink).name(name).uid(uids + name);
  }

  /** Leaves the client properties out: they may hold secrets. */
  @Override
  public String toString() {
    return "KafkaResults[" + bootstrapServers + ", model=" + model.orElse("") + "]";
  }
}
