// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.evaluation.PredictedExample;
import io.flinksgd.evaluation.Prediction;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.evaluation.Rejections;
import io.flinksgd.evaluation.Scores;
import io.flinksgd.evaluation.Traffic;
import io.flinksgd.example.Origin;
import io.flinksgd.flink.TrainingStreams;
import io.flinksgd.flink.testing.SharedCluster;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.BrokerOptions;
import io.flinksgd.kafka.embedded.LastingBroker;
import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.kafka.result.KafkaModel;
import io.flinksgd.kafka.result.KafkaPredictions;
import io.flinksgd.kafka.result.KafkaProgress;
import io.flinksgd.kafka.result.KafkaResults;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.model.Models;
import io.flinksgd.publication.Publication;
import io.flinksgd.reader.MadeUpTraining;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.JsonRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sinks, and a job, over a broker that goes away and comes back; {@code jobs/bin/outage} keeps it
 * away for longer.
 */
@Tag("case")
final class OutageTest {
  private static final long SECONDS = Long.getLong("outage.seconds", 0);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int EXAMPLES = 1_000;
  private static final Prediction PREDICTION =
      new Prediction(new PredictedExample("k", 1f, 1f, 0L, new Origin("clicks", 0, 0)), 0.5f);

  @TempDir private static Path directory;
  private static LastingBroker broker;

  private final JobID job = new JobID();

  @BeforeAll
  static void start() throws Exception {
    broker = LastingBroker.start(directory, BrokerOptions.small());
  }

  @AfterAll
  static void end() throws Exception {
    broker.close();
  }

  @BeforeEach
  void startAgain() throws Exception {
    broker.startAgain();
  }

  private static KafkaTarget target(String topic) {
    return KafkaTarget.of(broker.bootstrapServers(), topic);
  }

  private static void stayAway() throws Exception {
    boolean unused = new CountDownLatch(1).await(SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void sinksWaitOrLeaveOutOrCloseWhileTheBrokerIsAway() throws Exception {
    SinkTask<Progress> metrics = SinkTask.start(KafkaProgress.sink(target("away-metrics")), job);
    metrics.write(progress(0));
    metrics.checkpoint();
    SinkTask<Prediction> predictions =
        SinkTask.start(KafkaPredictions.sink(target("away-predictions")), job);
    predictions.write(PREDICTION);
    SinkTask<Publication> model = SinkTask.start(KafkaModel.sink(target("away-model")), job);
    MadeUpTraining training = new MadeUpTraining(1);
    for (Publication publication : training.cut(1, 0, 1)) {
      model.write(publication);
    }
    model.checkpoint();
    await("away-metrics", 1);

    broker.stop();
    Case.equal(
        "withstanding",
        "500 reports and 50 checkpoints while the broker is away: failure",
        null,
        catchThrowable(
            () -> {
              for (int i = 1; i <= 500; i++) {
                metrics.write(progress(i));
                if (i % 10 == 0) {
                  metrics.checkpoint();
                }
              }
            }));
    Case.equal(
        "withstanding",
        "a lease that is to be renewed while the broker is away: failure",
        null,
        catchThrowable(() -> model.pass(TopicLease.RENEWAL.toMillis())));
    long begin = System.nanoTime();
    Throwable closing = catchThrowable(predictions::close);
    long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    Case.holds(
        "withstanding",
        "closing a sink with an open transaction while the broker is away",
        "ends within 60 s, throws nothing",
        seconds + " s, " + closing,
        closing == null && seconds < 60);

    List<Publication> next = training.cut(2, 1);
    CompletableFuture<Void> checkpoint =
        CompletableFuture.runAsync(
            () -> {
              Throwable failure =
                  catchThrowable(
                      () -> {
                        for (Publication publication : next) {
                          model.write(publication);
                        }
                        model.checkpoint();
                      });
              if (failure != null) {
                throw new IllegalStateException(failure);
              }
            });
    stayAway();
    broker.startAgain();
    checkpoint.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    try (ModelReader reader = ModelReader.follow(broker.client(), "away-model")) {
      Case.equal(
          "withstanding",
          "checkpoint of a model that began while the broker was away: version",
          2L,
          reader.awaitVersion(2, PATIENCE).version());
    }
    model.pass(TopicLease.RENEWAL.toMillis());
    model.close();
    Case.equal(
        "withstanding",
        "500 reports while the broker was away, and one before, when it is back: on the topic",
        501,
        await("away-metrics", 501).size());
    metrics.close();
    // the sink that was closed has left nothing behind that is in the way
    try (SinkTask<Prediction> again =
        SinkTask.start(KafkaPredictions.sink(target("away-predictions")), job)) {
      again.write(PREDICTION);
      again.checkpoint();
    }
    assertThat(SharedBroker.read(broker.bootstrapServers(), "away-predictions")).hasSize(1);
  }

  @Test
  void reportsThatAreTooManyAreDroppedAndCounted() {
    TopicSettings nobody =
        ((TopicSink<?>) KafkaProgress.sink(KafkaTarget.of("localhost:1", "dropped"))).settings();
    try (ReportSender sender = ReportSender.start(new Properties(), nobody)) {
      for (int i = 0; i < 3 * ReportSender.CAPACITY; i++) {
        sender.send(new ProducerRecord<>("dropped", new byte[] {1}));
      }
      Case.equal(
          "withstanding",
          "3000 reports while the broker is away: dropped",
          2L * ReportSender.CAPACITY,
          sender.dropped());
      assertThat(sender.refusal()).isNull();
    }
  }

  @Test
  void aJobWaitsForItsBroker() throws Exception {
    try (KafkaTopics topics = KafkaTopics.connect(broker.bootstrapServers())) {
      topics.log("clicks", 1, Duration.ofDays(1));
    }
    Configuration settings = new Configuration();
    settings.setString("execution.checkpointing.interval", "300ms");
    settings.setString("restart-strategy.type", "none");
    settings.setString("execution.buffer-timeout.interval", "0");
    StreamExecutionEnvironment env = SharedCluster.environment(1, settings);
    env.getCheckpointConfig().setTolerableCheckpointFailureNumber(1_000);
    TrainingStreams trained =
        KafkaExamples.from(broker.bootstrapServers(), "clicks")
            .properties(Map.of("partition.discovery.interval.ms", "200"))
            .dense(1)
            .in(env)
            .train(TrainingSpec.of(Models.parse("logistic-regression:dense=1")).batch(16));
    KafkaResults results =
        new KafkaResults(
            broker.bootstrapServers(),
            Map.of(),
            new KafkaResults.Topics(
                Optional.of("job-model"),
                Optional.of("job-predictions"),
                Optional.of("job-metrics"),
                Optional.of("job-rejected")));
    results.attach(trained, "");
    feed();
    JobClient running = env.executeAsync();
    await("job-predictions", EXAMPLES);
    feed(); // some are on their way when it goes
    broker.stop();
    stayAway();
    broker.startAgain();
    feed();
    long back = System.nanoTime();
    List<String> predictions = await("job-predictions", 3 * EXAMPLES);
    long seconds = Duration.ofNanos(System.nanoTime() - back).toSeconds();
    Case.equal(
        "withstanding",
        "3000 examples, the broker of all topics away: predictions, of a job without restarts",
        3 * EXAMPLES,
        predictions.size());
    assertThat(predictions).doesNotHaveDuplicates();
    assertThat(running.getJobStatus().get().toString()).isEqualTo("RUNNING");
    if (SECONDS > 0) {
      Case.holds(
          "withstanding",
          "the broker of all topics away for " + SECONDS + " s: predictions are back",
          "within 10 s",
          seconds + " s",
          seconds <= 10);
    }
    running.cancel().get();
  }

  private static void feed() throws IOException {
    broker.send("clicks", JsonRecords.ofOneFeature(EXAMPLES));
  }

  /**
   * What is on a topic when there are so many records, or more.
   *
   * @throws AssertionError with the number of those that came, if they do not come in time
   */
  private static List<String> await(String topic, int records) {
    long begin = System.nanoTime();
    List<String> read = List.of();
    while (read.size() < records) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new AssertionError(
            "topic must have its records within %s: topic=%s records=%d came=%d"
                .formatted(PATIENCE, topic, records, read.size()));
      }
      LockSupport.parkNanos(50_000_000);
      read = exists(topic) ? SharedBroker.read(broker.bootstrapServers(), topic) : read;
    }
    return read;
  }

  private static boolean exists(String topic) {
    try (KafkaTopics topics = KafkaTopics.connect(broker.bootstrapServers())) {
      return topics.partitions(topic) > 0;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static Progress progress(long at) {
    return new Progress(
        at,
        new Progress.Work(1, 1, 1, 1, new Traffic()),
        new Progress.Staleness(0, 0),
        new Progress.Results(new Scores(), new GapStatistics(), new Rejections()),
        new Progress.Results(new Scores(), new GapStatistics(), new Rejections()),
        false);
  }
}
