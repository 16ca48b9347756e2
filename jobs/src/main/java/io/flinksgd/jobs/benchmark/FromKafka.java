// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.example.Example;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.flink.StreamingSgd;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.jobs.flights.Flights;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.BrokerOptions;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.optimizer.Sgd;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Training on a topic against three jobs that do not train, in turn: one that reads the topic with
 * Flink's own schema for JSON, one that reads it with Jackson's streaming parser, as fast as
 * Jackson can, and one that makes examples of the records as the training job does. The first
 * rounds warm the JVM up.
 */
final class FromKafka {
  private static final String TOPIC = "flights";
  private static final int ROUNDS = 5;

  /** One record of this many, at the beginning of each job, is not counted. */
  private static final int START_UP = 4;

  private static final AtomicReference<Progress> LAST = new AtomicReference<>();

  private final Optional<Path> data;
  private final long records;
  private final int parallelism;
  private final Path directory;
  private final PrintStream out;

  FromKafka(Optional<Path> data, long records, int parallelism, Path directory, PrintStream out) {
    this.data = data;
    this.records = records;
    this.parallelism = parallelism;
    this.directory = directory;
    this.out = out;
  }

  void print(int batch, int depth, String consistency) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.benchmark())) {
      String servers = broker.bootstrapServers();
      try (KafkaTopics topics = KafkaTopics.connect(servers)) {
        topics.log(TOPIC, parallelism, Duration.ofDays(1));
      }
      double bytes = fill(servers);
      out.printf(
          Locale.ROOT,
          "%,d JSON records of %.0f bytes, %d partitions; batch %d, depth %d, %s%n",
          records,
          bytes,
          parallelism,
          batch,
          depth,
          consistency);
      TrainingSpec spec =
          TrainingSpec.of(LogisticRegression.hashed(18))
              .optimizer(Sgd.of(0.07))
              .consistency(Consistency.parse(consistency))
              .batch(batch)
              .pipelineDepth(depth)
              .pushWeight(PushWeight.PARALLEL);
      List<Round> rounds = new ArrayList<>();
      for (int round = 1; round <= ROUNDS; round++) {
        rounds.add(
            new Round(
                run(env -> read(servers, Flight.databind(), env)),
                run(env -> read(servers, new Flight.Streaming(), env)),
                run(env -> parse(servers, env)),
                run(env -> train(servers, env, spec))));
        print("round " + round, rounds.subList(round - 1, round));
      }
      print("median without round 1", rounds.subList(1, ROUNDS));
    }
  }

  /** Records per second of each job of a round. */
  private record Round(double databind, double stream, double examples, double train) {}

  private void print(String what, List<Round> rounds) {
    out.printf(
        Locale.ROOT,
        "%s: %,.0f records/s trained on, log-loss %.4f; just read:"
            + " with Flink's JSON schema %,.0f, ratio %.3f;"
            + " with Jackson's streaming parser %,.0f, ratio %.3f;"
            + " checked and hashed %,.0f, ratio %.3f%n",
        what,
        median(rounds, Round::train),
        LAST.get().total().scores().logLoss(),
        median(rounds, Round::databind),
        median(rounds, round -> round.train / round.databind),
        median(rounds, Round::stream),
        median(rounds, round -> round.train / round.stream),
        median(rounds, Round::examples),
        median(rounds, round -> round.train / round.examples));
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
    double[] sorted = rounds.stream().mapToDouble(of).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** Fills the topic, the rows again and again; returns the mean size of a record. */
  private double fill(String servers) throws IOException {
    List<byte[]> rows = new ArrayList<>();
    try (Flights flights = Flights.open(data.orElse(null))) {
      for (byte[] next = flights.next(); next != null; next = flights.next()) {
        rows.add(next);
      }
    }
    long bytes = 0;
    Map<String, Object> client =
        Map.of("bootstrap.servers", servers, "linger.ms", 20, "batch.size", 1 << 18);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long n = 0; n < records; n++) {
        byte[] row = rows.get((int) (n % rows.size()));
        bytes += row.length;
        var unused = producer.send(new ProducerRecord<>(TOPIC, (int) (n % parallelism), null, row));
      }
    }
    return (double) bytes / records;
  }

  /** Records per second of a job that {@code attach} builds. */
  private double run(Consumer<StreamExecutionEnvironment> attach) throws Exception {
    Throughput.reset(records / START_UP);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(
            parallelism, InMemoryRun.configuration(directory, parallelism));
    attach.accept(env);
    env.execute("benchmark");
    return Throughput.perSecond();
  }

  private static void read(
      String servers,
      KafkaRecordDeserializationSchema<Flight> schema,
      StreamExecutionEnvironment env) {
    KafkaSource<Flight> source =
        KafkaSource.<Flight>builder()
            .setBootstrapServers(servers)
            .setTopics(TOPIC)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setBounded(OffsetsInitializer.latest())
            .setDeserializer(schema)
            .build();
    env.fromSource(source, WatermarkStrategy.noWatermarks(), TOPIC)
        .uid("topic")
        .map(new Throughput<Flight>())
        .returns(Flight.class)
        .uid("meter")
        .sinkTo(new DiscardingSink<>())
        .uid("nowhere");
  }

  private static void parse(String servers, StreamExecutionEnvironment env) {
    examples(servers, env).sinkTo(new DiscardingSink<>()).uid("nowhere");
  }

  private static void train(String servers, StreamExecutionEnvironment env, TrainingSpec spec) {
    StreamingSgd.train(examples(servers, env), spec)
        .progress()
        .map(FromKafka::keep)
        .returns(Types.VOID)
        .setParallelism(1)
        .uid("keep")
        .sinkTo(new DiscardingSink<>())
        .uid("kept");
  }

  private static DataStream<Example> examples(String servers, StreamExecutionEnvironment env) {
    return KafkaExamples.from(servers, TOPIC)
        .hashed(FeatureHasher.parse(Flights.FEATURES))
        .endingAt("latest")
        .in(env)
        .examples()
        .map(new Throughput<Example>())
        .returns(WireType.EXAMPLE)
        .uid("meter");
  }

  private static Void keep(Progress progress) {
    LAST.set(progress);
    return null;
  }
}
