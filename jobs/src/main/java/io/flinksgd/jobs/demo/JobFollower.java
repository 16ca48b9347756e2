// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.PublishedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows a training job by what it writes to Kafka: progress and the model. Owned by one thread.
 */
final class JobFollower implements AutoCloseable {
  private final ObjectMapper json = new ObjectMapper();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ModelReader model;
  private final List<Point> points = new ArrayList<>();
  private final Callable<Long> checkpoints;
  private long start;
  private Map<String, Long> rejectedBy = Map.of();
  private boolean diverged;

  /**
   * Begins to follow.
   *
   * @param checkpoints how many are complete
   */
  JobFollower(String bootstrapServers, Callable<Long> checkpoints) {
    this.checkpoints = checkpoints;
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    Properties client = new Properties();
    client.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    model = ModelReader.follow(client, Plan.MODEL);
    consumer.assign(List.of(new TopicPartition(Plan.METRICS, 0)));
  }

  /** Sets the time from which seconds count, in wall-clock milliseconds. */
  void startAt(long millis) {
    start = millis;
  }

  /** Waits at most {@code time} for news; whether there was progress. */
  boolean poll(Duration time) throws Exception {
    boolean progress = false;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(time)) {
      points.add(point(record.value()));
      progress = true;
    }
    return progress;
  }

  private Point point(byte[] record) throws Exception {
    JsonNode progress = json.readTree(record);
    long at = progress.get("at").asLong();
    long examples = progress.get("examples").asLong();
    diverged = progress.get("diverged").asBoolean();
    rejectedBy = rejectedBy(progress);
    double seconds = (at - start) / 1000.0;
    return new Point(
        seconds,
        new Point.Counts(examples, progress.get("rejected").asLong(), rate(seconds, examples)),
        quality(progress),
        new Point.Staleness(
            progress.get("stalenessMean").asDouble(), progress.get("stalenessMax").asLong()),
        gap(progress),
        new Point.Saved(version(), checkpoints.call()));
  }

  private static Point.Quality quality(JsonNode progress) {
    return new Point.Quality(
        progress.at("/total/logLoss").asDouble(Double.NaN),
        progress.at("/window/logLoss").asDouble(Double.NaN),
        progress.at("/total/baseRate").asDouble(Double.NaN),
        progress.at("/total/auc").asDouble(Double.NaN),
        progress.at("/window/auc").asDouble(Double.NaN));
  }

  private static Map<String, Long> rejectedBy(JsonNode progress) {
    Map<String, Long> all = new TreeMap<>();
    for (Map.Entry<String, JsonNode> reason : progress.get("rejectedBy").properties()) {
      if (reason.getValue().asLong() > 0) {
        all.put(reason.getKey(), reason.getValue().asLong());
      }
    }
    return all;
  }

  private static Gap gap(JsonNode progress) {
    return new Gap(
        progress.at("/windowGap/rootMeanSquare").asDouble(Double.NaN),
        progress.at("/gap/max").asDouble(),
        progress.at("/gap/bound").asDouble(Double.NaN),
        progress.at("/gap/bHat").asDouble(Double.NaN),
        progress.at("/gap/samples").asLong(),
        progress.at("/gap/exceeded").asLong());
  }

  /** Over at least a second, since workers report in bursts. */
  private double rate(double seconds, long examples) {
    Point from = Point.NONE;
    for (int i = points.size() - 1; i >= 0 && from.seconds() == 0; i--) {
      if (seconds - points.get(i).seconds() >= 1) {
        from = points.get(i);
      }
    }
    double passed = seconds - from.seconds();
    return passed > 0 ? (examples - from.counts().examples()) / passed : 0;
  }

  /** Examples learned from or rejected. */
  long seen() {
    return last().counts().rejected() + last().counts().examples();
  }

  /**
   * Whether nothing more will come: every record is counted, and the newest version of the model
   * has learned from all that were learned from, unless it may be withheld since the model has
   * diverged.
   */
  boolean complete(long records) {
    return seen() >= records && (diverged || newestHasLearnedAll());
  }

  private boolean newestHasLearnedAll() {
    return model
        .current()
        .filter(newest -> newest.manifest().learned().examples() >= last().counts().examples())
        .isPresent();
  }

  /** Newest version of the model that a reader has, 0 when none. */
  long version() {
    return model.current().map(PublishedModel::version).orElse(0L);
  }

  /** Rejected so far, by reason; without reasons that have none. */
  Map<String, Long> rejectedBy() {
    return rejectedBy;
  }

  List<Point> points() {
    return points;
  }

  /** The newest point; one of zeros before there is any. */
  Point last() {
    return points.isEmpty() ? Point.NONE : points.get(points.size() - 1);
  }

  @Override
  public void close() {
    consumer.close();
    model.close();
  }
}
