// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.evaluation.RejectionLimit;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.flink.testing.SharedCluster;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.publication.Publication;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import io.flinksgd.testing.Counting.CountingModel;
import io.flinksgd.testing.Counting.Sum;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * A real job on a mini cluster with RocksDB that trains a {@link CountingModel}, and what it
 * published.
 */
final class LoopJob {
  static final int DIMENSION = 1000;
  private static final int TOUCHED = 5;

  /** What the jobs of this JVM have published: a test runs one job at a time. */
  private static final Map<Integer, Publication.Page> PAGES = new ConcurrentHashMap<>();

  private static final AtomicReference<Publication.Manifest> MANIFEST = new AtomicReference<>();
  private static final AtomicReference<Progress> PROGRESS = new AtomicReference<>();
  private static final AtomicBoolean FAILED = new AtomicBoolean();
  private static final AtomicLong SEEN = new AtomicLong();

  /** Records that {@link Skew} has added. */
  static final AtomicLong ADDED = new AtomicLong();

  private final Path directory;
  final Configuration flink = new Configuration();
  Consistency consistency = Consistency.asynchronous();
  int workers = 2;
  int servers = 2;
  int depth = 1;
  int batch = 10;
  boolean dense;
  BiFunction<String, TrainingSpec, TrainingLoop> loop = TrainingLoop::new;
  boolean localSteps = true;
  GradientCodec codec = GradientCodec.none();
  Sum optimizer = Sum.safe();
  long examples = 20_000;
  double rate;
  long failAt;
  long refuseEvery;
  String maxRejected = "1";
  int skew;
  int idleWorker = -1;
  Duration batchTimeout = Duration.ofMillis(20);

  LoopJob(Path directory) {
    this.directory = directory;
    flink.setString("state.backend.type", "rocksdb");
    flink.setString("execution.checkpointing.dir", directory.resolve("checkpoints").toUri() + "");
    flink.setString("execution.checkpointing.storage", "filesystem");
    flink.setString("execution.checkpointing.interval", "1 h");
    flink.setString("execution.checkpointing.timeout", "10 s");
    flink.setString(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    flink.setString("execution.checkpointing.tolerable-failed-checkpoints", "1000");
    flink.setString("restart-strategy.type", "fixed-delay");
    flink.setString("restart-strategy.fixed-delay.attempts", "3");
    flink.setString("restart-strategy.fixed-delay.delay", "50 ms");
    PAGES.clear();
    MANIFEST.set(null);
    PROGRESS.set(null);
    FAILED.set(false);
    SEEN.set(0);
    ADDED.set(0);
  }

  /** Takes a policy, and a dense model if the policy needs one. */
  void policy(String text) {
    consistency = Consistency.parse(text);
    dense = consistency.blocks().lag() > 0;
  }

  /** The same job in a later life: what was published stays. */
  static LoopJob continuing(LoopJob first, Path directory) {
    Map<Integer, Publication.Page> published = Map.copyOf(PAGES);
    LoopJob later = new LoopJob(directory);
    PAGES.putAll(published);
    later.consistency = first.consistency;
    later.dense = first.dense;
    later.examples = first.examples;
    later.refuseEvery = first.refuseEvery;
    later.batchTimeout = first.batchTimeout;
    later.dense = first.dense;
    return later;
  }

  LoopJob checkpointEvery(String interval) {
    flink.setString("execution.checkpointing.interval", interval);
    return this;
  }

  LoopJob unaligned() {
    flink.setString("execution.checkpointing.unaligned.enabled", "true");
    return this;
  }

  LoopJob restoreFrom(String savepoint) {
    flink.setString("execution.state-recovery.path", savepoint);
    return this;
  }

  JobClient start() throws Exception {
    return in(SharedCluster.environment(workers, flink)).executeAsync("loop");
  }

  /** The job for a cluster of the test's own. */
  JobGraph graph() {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(flink);
    env.setParallelism(workers);
    return in(env).getStreamGraph().getJobGraph();
  }

  private StreamExecutionEnvironment in(StreamExecutionEnvironment env) {
    SingleOutputStreamOperator<Example> parsed =
        source(env).process(new Refusing(refuseEvery)).returns(WireType.EXAMPLE).uid("refusing");
    TrainingStreams trained =
        loop.apply("sgd", spec())
            .attach(parsed, Optional.of(parsed.getSideOutput(Refusing.REFUSED)), Optional.empty());
    trained
        .publications()
        .map(LoopJob::keep)
        .returns(Types.VOID)
        .uid("keep")
        .setParallelism(1)
        .sinkTo(new DiscardingSink<>())
        .uid("kept");
    trained
        .progress()
        .map(LoopJob::keep)
        .returns(Types.VOID)
        .uid("keep-progress")
        .setParallelism(1)
        .sinkTo(new DiscardingSink<>())
        .uid("kept-progress");
    return env;
  }

  private TrainingSpec spec() {
    return TrainingSpec.of(new CountingModel(DIMENSION, dense))
        .optimizer(optimizer)
        .consistency(consistency)
        .batch(batch)
        .batchTimeout(batchTimeout)
        .pipelineDepth(depth)
        .localSteps(localSteps)
        .codec(codec)
        .pushWeight(PushWeight.SINGLE)
        .maxRejected(RejectionLimit.parse(maxRejected))
        .servers(servers)
        .pageSize(16)
        .cacheBytes(20 * 16 * 4)
        .progressInterval(Duration.ofMillis(100));
  }

  private DataStream<Example> source(StreamExecutionEnvironment env) {
    DataGeneratorSource<Long> numbers =
        rate > 0
            ? new DataGeneratorSource<>(
                i -> i, examples, RateLimiterStrategy.perSecond(rate), Types.LONG)
            : new DataGeneratorSource<>(i -> i, examples, Types.LONG);
    SingleOutputStreamOperator<Long> stream =
        env.fromSource(numbers, WatermarkStrategy.noWatermarks(), "numbers").uid("numbers");
    DataStream<Long> routed = stream;
    if (idleWorker >= 0) {
      int idle = idleWorker;
      int others = workers - 1;
      routed =
          stream.partitionCustom(
              (key, n) -> {
                int to = (int) (key % others);
                return to >= idle ? to + 1 : to;
              },
              i -> i);
    }
    long failAt = this.failAt;
    DataStream<Example> made =
        routed
            .map(
                (MapFunction<Long, Example>)
                    i -> {
                      if (failAt > 0
                          && SEEN.incrementAndGet() == failAt
                          && FAILED.compareAndSet(false, true)) {
                        throw new IllegalStateException("induced worker failure");
                      }
                      return example(i);
                    })
            .returns(WireType.EXAMPLE)
            .uid("examples");
    if (skew > 0) {
      made = made.transform("skew", WireType.EXAMPLE, new Skew.Factory(skew)).uid("skew");
    }
    return made;
  }

  /** The example with number {@code i}; it touches a few coordinates, each of them once. */
  static Example example(long i) {
    int[] touched = new int[TOUCHED];
    for (int k = 0; k < TOUCHED; k++) {
      touched[k] = coordinate(i, k);
    }
    return new Example(
        0, 1, Features.Sparse.ofOnes(touched), Example.NO_TIME, "" + i, new Origin("n", 0, i));
  }

  private static int coordinate(long i, int k) {
    int part = DIMENSION / TOUCHED;
    return (int) (k * (long) part + (i * 31 + k * 7L) % part);
  }

  private static Void keep(Publication publication) {
    if (publication instanceof Publication.Page page) {
      PAGES.put(page.page(), page);
    } else if (publication instanceof Publication.Manifest manifest) {
      MANIFEST.set(manifest);
    }
    return null;
  }

  private static Void keep(Progress progress) {
    PROGRESS.set(progress);
    return null;
  }

  static Progress progress() {
    return PROGRESS.get();
  }

  static Publication.Manifest manifest() {
    return MANIFEST.get();
  }

  /** The mean count of a coordinate in what is published. */
  static double counted() {
    double sum = 0;
    for (Publication.Page page : PAGES.values()) {
      for (float weight : page.weights()) {
        sum += weight;
      }
    }
    return sum / DIMENSION;
  }

  /** Examples that the newest published version has learned from. */
  static long learned() {
    return MANIFEST.get().examples();
  }

  /** Runs to the end of the input. */
  void run() throws Exception {
    finish(start());
  }

  static void finish(JobClient job) throws Exception {
    try {
      job.getJobExecutionResult().get(60, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      job.cancel().get(10, TimeUnit.SECONDS);
      throw e;
    }
  }

  /** Waits until at least {@code examples} were learned from and reported. */
  static void awaitExamples(long examples) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    synchronized (PROGRESS) {
      while (PROGRESS.get() == null || PROGRESS.get().examples() < examples) {
        assertThat(System.nanoTime()).as("deadline for progress").isLessThan(deadline);
        PROGRESS.wait(10);
      }
    }
  }

  String stopWithSavepoint(JobClient job) throws Exception {
    String savepoint =
        job.stopWithSavepoint(
                false, directory.resolve("savepoints").toUri() + "", SavepointFormatType.CANONICAL)
            .get(30, TimeUnit.SECONDS);
    job.getJobExecutionResult().get(30, TimeUnit.SECONDS);
    return savepoint;
  }

  static void cancel(JobClient job) throws Exception {
    job.cancel().get(10, TimeUnit.SECONDS);
    try {
      job.getJobExecutionResult().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException cancelled) {
      assertThat(cancelled)
          .hasRootCauseInstanceOf(org.apache.flink.runtime.client.JobCancellationException.class);
    }
  }

  /** Every coordinate counts each of the {@code examples} that touch it exactly once. */
  void assertExact() {
    assertThat(MANIFEST.get()).as("manifest").isNotNull();
    float[] expected = new float[DIMENSION];
    long refused = 0;
    for (long i = 0; i < examples; i++) {
      if (Refusing.refuses(i, refuseEvery)) {
        refused++;
        continue;
      }
      for (int k = 0; k < TOUCHED; k++) {
        expected[coordinate(i, k)] += 1f;
      }
    }
    long added = ADDED.get();
    for (int c = 0; c < DIMENSION; c++) {
      if (dense) {
        expected[c] = examples - refused + added;
      } else if (c % (DIMENSION / TOUCHED) == Skew.coordinate(c)) {
        expected[c] += added;
      }
    }
    float[] actual = new float[DIMENSION];
    long checksum = 0;
    int pages = 0;
    for (Publication.Page page : PAGES.values()) {
      if (MANIFEST.get().attempts().contains(page.attempt())) {
        System.arraycopy(page.weights(), 0, actual, page.first(), page.weights().length);
        checksum ^= page.fingerprint();
        pages++;
      }
    }
    assertThat(actual).containsExactly(expected);
    assertThat(MANIFEST.get().checksum()).isEqualTo(checksum);
    assertThat(MANIFEST.get().pages()).isEqualTo(pages);
    assertThat(MANIFEST.get().examples()).isEqualTo(examples - refused + added);
    assertThat(PROGRESS.get().examples()).isEqualTo(examples - refused + added);
    assertThat(PROGRESS.get().rejected()).isEqualTo(refused);
    assertThat(PROGRESS.get().records()).isEqualTo(examples + added);
  }
}
