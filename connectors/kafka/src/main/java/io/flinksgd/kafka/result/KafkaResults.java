// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.result;

import io.flinksgd.client.KafkaClasses;
import io.flinksgd.flink.TrainingStreams;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.sink.KafkaTarget;
import io.flinksgd.kafka.sink.TopicSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apiguardian.api.API;

/**
 * Where the results of training go: the topics that are named, and nowhere else. Immutable, of any
 * thread; {@link #attach} is called on the thread that builds the job.
 *
 * @param bootstrapServers the Kafka cluster
 * @param properties of every client; they may hold secrets
 * @param topics that are written
 * @param takeOver whether the model topic is taken from a live writer
 * @param create whether topics are created that are missing
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record KafkaResults(
    String bootstrapServers,
    Map<String, String> properties,
    Topics topics,
    boolean takeOver,
    boolean create) {
  /**
   * A topic for each kind of result; what has none is not written. Immutable.
   *
   * @param model topic of published versions
   * @param predictions topic of predictions
   * @param metrics topic of progress
   * @param rejected topic of rejected examples
   */
  public record Topics(
      Optional<String> model,
      Optional<String> predictions,
      Optional<String> metrics,
      Optional<String> rejected) {}

  /** Keeps its own copy of {@code properties}. */
  public KafkaResults {
    properties = Map.copyOf(KafkaClasses.actual(properties));
  }

  /** With the defaults of {@link KafkaTarget} for the rest. */
  public KafkaResults(String bootstrapServers, Map<String, String> properties, Topics topics) {
    this(
        bootstrapServers,
        properties,
        topics,
        KafkaTarget.DEFAULT_TAKE_OVER,
        KafkaTarget.DEFAULT_CREATE);
  }

  /** The properties of a client of this Kafka cluster. */
  public Properties client() {
    Properties client = new Properties();
    client.putAll(properties);
    client.setProperty("bootstrap.servers", bootstrapServers);
    return client;
  }

  /**
   * Creates the topics that are missing, unless that is not wanted, and refuses what the broker
   * would refuse later. A job does the same when it starts.
   *
   * @param partitions of the predictions topic, if it has to be made
   */
  public void createTopics(int partitions) {
    try (KafkaTopics broker = KafkaTopics.connect(client())) {
      for (TopicSink<?> sink : sinks()) {
        boolean many = topics.predictions().equals(Optional.of(sink.topic()));
        sink.provide(broker, many ? partitions : 1);
      }
    }
  }

  private List<TopicSink<?>> sinks() {
    List<TopicSink<?>> sinks = new ArrayList<>();
    topics.model().ifPresent(topic -> sinks.add(KafkaModel.topicSink(target(topic))));
    topics.predictions().ifPresent(topic -> sinks.add(KafkaPredictions.topicSink(target(topic))));
    topics.metrics().ifPresent(topic -> sinks.add(KafkaProgress.topicSink(target(topic))));
    topics.rejected().ifPresent(topic -> sinks.add(KafkaRejected.topicSink(target(topic))));
    return sinks;
  }

  /**
   * As {@link #attach(TrainingStreams, String, String)}, of a training that has no name of its own.
   */
  public List<DataStreamSink<?>> attach(TrainingStreams trained, String uids) {
    return attach(trained, uids, "");
  }

  /**
   * Refuses a model topic that a job writes which trains another table and is alive, as far as that
   * can be seen in a few seconds. Whatever cannot be seen, as when the broker is away, refuses
   * nothing: the job asks again when it starts. Nor does the topic's last job, when it is that of
   * {@code table} itself, or when the topic is to be taken over. Makes no topic.
   *
   * @param table the name of the one that is to be trained
   * @throws IllegalArgumentException with the names of both tables
   */
  public void checkWriter(String table) {
    if (topics.model().isPresent() && !takeOver) {
      KafkaModel.topicSink(target(topics.model().get())).checkWriter(table);
    }
  }

  /**
   * Writes the results.
   *
   * @param uids prefix of the sinks' uids, the same after a restore
   * @param of what they are results of, for people; may be empty
   * @return the ends of the dataflow
   * @throws IllegalArgumentException if checkpoints are further apart than a transaction may last
   */
  public List<DataStreamSink<?>> attach(TrainingStreams trained, String uids, String of) {
    String name = of.isEmpty() ? "" : " of " + of;
    List<DataStreamSink<?>> sinks = new ArrayList<>();
    topics
        .model()
        .ifPresent(
            topic ->
                sinks.add(
                    KafkaModel.publish(trained.publications(), target(topic).writer(of))
                        .name("model topic " + topic + name)
                        .uid(uids + KafkaModel.UID)));
    topics
        .predictions()
        .ifPresent(
            topic ->
                sinks.add(
                    write(
                        trained.predictions(),
                        KafkaPredictions.topicSink(target(topic)),
                        "predictions",
                        name,
                        uids)));
    topics
        .metrics()
        .ifPresent(
            topic ->
                sinks.add(
                    write(
                            trained.progress(),
                            KafkaProgress.topicSink(target(topic)),
                            "progress",
                            name,
                            uids)
                        .setParallelism(1))); // two writers could put later progress first
    topics
        .rejected()
        .ifPresent(
            topic ->
                sinks.add(
                    write(
                        trained.rejected(),
                        KafkaRejected.topicSink(target(topic)),
                        "rejected",
                        name,
                        uids)));
    return sinks;
  }

  private KafkaTarget target(String topic) {
    return KafkaTarget.of(bootstrapServers, topic)
        .properties(properties)
        .takeOver(takeOver)
        .createTopic(create);
  }

  /** The uid names the purpose and not the topic: a restored job may write elsewhere. */
  private static <T> DataStreamSink<T> write(
      DataStream<T> results, TopicSink<T> sink, String purpose, String of, String uids) {
    sink.check(results.getExecutionEnvironment());
    return results.sinkTo(sink).name(purpose + of).uid(uids + purpose);
  }

  /** Leaves the client properties out: they may hold secrets. */
  @Override
  public String toString() {
    return "KafkaResults[" + bootstrapServers + ", model=" + topics.model().orElse("") + "]";
  }
}
