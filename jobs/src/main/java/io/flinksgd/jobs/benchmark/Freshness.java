// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.model.Model;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * How long it takes from the commit of a version on the model topic until a row is scored by it in
 * a running query with {@code ML_PREDICT}. Rows come each millisecond, versions at random times.
 */
final class Freshness {
  private static final String TOPIC = "freshness-";
  private static final int ROWS_PER_SECOND = 1000;
  private static final int LEAST_PAUSE_MILLIS = 50;
  private static final int MOST_PAUSE_MILLIS = 150;
  private static final Schema REQUEST = Schema.newBuilder().column("f0", "STRING").build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int versions;
  private final Path directory;

  /** Measures {@code versions} in each mode. */
  Freshness(int versions, Path directory) {
    this.versions = versions;
    this.directory = directory;
  }

  void print(PrintStream out) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      for (boolean async : new boolean[] {true, false}) {
        double[] millis = measure(broker.bootstrapServers(), async);
        Arrays.sort(millis);
        out.printf(
            Locale.ROOT,
            "ML_PREDICT %s, %d versions of %d changed pages: from commit to first row scored,"
                + " median %.1f ms, p99 %.1f ms, max %.1f ms%n",
            async ? "async" : "sync",
            versions,
            VersionFeed.CHANGED,
            millis[versions / 2],
            millis[(int) Math.ceil(versions * 0.99) - 1],
            millis[versions - 1]);
      }
    }
  }

  /** Milliseconds for each version. */
  double[] measure(String servers, boolean async) throws Exception {
    String topic = TOPIC + (async ? "async" : "sync");
    try (KafkaTopics topics = KafkaTopics.connect(servers)) {
      topics.model(topic);
    }
    Model model = LogisticRegression.hashed(18);
    ScoredBy.reset();
    try (VersionFeed feed = new VersionFeed(servers, topic, model)) {
      feed.publish();
      JobClient query = query(servers, topic, async);
      try {
        ScoredBy.await(1, PATIENCE);
        return measure(feed);
      } finally {
        query.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  private double[] measure(VersionFeed feed) throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    double[] millis = new double[versions];
    for (int i = 0; i < versions; i++) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS));
      long committed = feed.publish();
      // the first version was there before the query
      millis[i] = (ScoredBy.await(i + 2, PATIENCE) - committed) / 1e6;
    }
    return millis;
  }

  private JobClient query(String servers, String topic, boolean async) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(
            1, InMemoryRun.configuration(directory, 1));
    // rows are the clock here, and must not travel in buffers of many
    env.setBufferTimeout(0);
    StreamTableEnvironment sql = StreamTableEnvironment.create(env);
    sql.createTemporarySystemFunction("SCORED_BY", ScoredBy.class);
    sql.createTemporaryView("requests", requests(env), REQUEST);
    sql.executeSql("CREATE TABLE scored (version BIGINT) WITH ('connector' = 'blackhole')");
    sql.executeSql(
        "CREATE MODEL ads INPUT (ad STRING) OUTPUT (score DOUBLE, version BIGINT) WITH ('provider' = 'flink-sgd', 'model.topic' = '%s', 'properties.bootstrap.servers' = '%s')"
            .formatted(topic, servers));
    return sql.executeSql(
            "INSERT INTO scored SELECT SCORED_BY(version) FROM ML_PREDICT(TABLE requests, MODEL ads, DESCRIPTOR(f0), MAP['async', '%s'])"
                .formatted(async))
        .getJobClient()
        .orElseThrow();
  }

  /** Evenly spaced, which the rows of SQL's datagen are not: those of a second come at once. */
  private static DataStream<String> requests(StreamExecutionEnvironment env) {
    DataGeneratorSource<String> source =
        new DataGeneratorSource<>(
            i -> "a" + i % 100,
            Long.MAX_VALUE,
            RateLimiterStrategy.perSecond(ROWS_PER_SECOND),
            Types.STRING);
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "requests").uid("requests");
  }
}
