// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.evaluation.RejectionLimit;
import io.flinksgd.example.Example;
import io.flinksgd.flink.testing.FailOnce;
import io.flinksgd.flink.testing.SharedCluster;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.publication.Publication;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import io.flinksgd.testing.Counting.CountingModel;
import io.flinksgd.testing.Counting.Sum;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;

/**
 * How a real job on a mini cluster with RocksDB is set up that trains a {@link CountingModel} on
 * {@link NumberedExamples}. A field is changed before the job is started.
 */
final class LoopJob {
  private final Path directory;
  private final SharedObjectsExtension shared;
  private final SharedReference<Published> results;
  private final SharedReference<AtomicLong> added;
  private SharedReference<FailOnce> workerFailure;
  final Configuration flink;
  Consistency consistency = Consistency.asynchronous();
  int workers = 2;
  int servers = 2;
  int depth = 1;
  int batch = 10;
  boolean dense;
  BiFunction<String, TrainingSpec, TrainingLoop> loop = TrainingLoop::new;
  boolean localSteps = true;
  GradientCodec codec = GradientCodec.none();
  private Sum optimizer = Sum.safe();
  long examples = 20_000;
  double rate;
  long refuseEvery;
  String maxRejected = "1";
  int skew;
  int idleWorker = -1;
  long idleFrom;
  Duration batchTimeout = Duration.ofMillis(20);

  /**
   * A job that keeps its checkpoints in {@code directory}.
   *
   * @param shared has what the job's tasks and the test share
   */
  LoopJob(Path directory, SharedObjectsExtension shared) {
    this(directory, shared, shared.add(new Published()));
  }

  private LoopJob(
      Path directory, SharedObjectsExtension shared, SharedReference<Published> results) {
    this.directory = directory;
    this.shared = shared;
    this.results = results;
    this.added = shared.add(new AtomicLong());
    this.workerFailure = shared.add(new FailOnce(Long.MAX_VALUE));
    this.flink = FlinkSettings.in(directory);
  }

  /** Takes a policy, and a dense model if the policy needs one. */
  void policy(String text) {
    consistency = Consistency.parse(text);
    dense = consistency.missingParts().lag() > 0;
  }

  /** One task fails once, when all of them together have made so many examples. */
  void failWorkerAt(long example) {
    workerFailure = shared.add(new FailOnce(example));
  }

  /** A server fails once, when all of them together have updated so many coordinates. */
  void failServerAt(long update) {
    SharedReference<FailOnce> failure = shared.add(new FailOnce(update));
    optimizer = new Sum(() -> failure.get().call());
  }

  /** The same job in a later run, without failures: what was published stays. */
  LoopJob continued() {
    LoopJob later = new LoopJob(directory, shared, results);
    later.consistency = consistency;
    later.dense = dense;
    later.examples = examples;
    later.refuseEvery = refuseEvery;
    later.batchTimeout = batchTimeout;
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

  RunningLoop start() throws Exception {
    return new RunningLoop(
        in(SharedCluster.environment(workers, flink)).executeAsync("loop"), published(), directory);
  }

  /** Starts it as {@link #graph()} made it, on a cluster of the test's own. */
  RunningLoop start(JobGraph graph, MiniCluster cluster) throws Exception {
    JobID id = cluster.submitJob(graph).get().getJobID();
    return new RunningLoop(
        new MiniClusterJobClient(
            id, cluster, getClass().getClassLoader(), JobFinalizationBehavior.NOTHING),
        published(),
        directory);
  }

  /** Runs to the end of the input. */
  void run() throws Exception {
    start().finish();
  }

  /** What it has published so far, and what those before it have that it continues. */
  Published published() {
    return results.get();
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
    Published.keep(trained.publications(), results, "publications");
    Published.keep(trained.progress(), results, "progress");
    return env;
  }

  private TrainingSpec spec() {
    return TrainingSpec.of(new CountingModel(NumberedExamples.DIMENSION, dense))
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
      long from = idleFrom;
      routed =
          stream.partitionCustom(
              (key, n) -> {
                if (key < from) {
                  return (int) (key % n);
                }
                int to = (int) (key % others);
                return to >= idle ? to + 1 : to;
              },
              i -> i);
    }
    SharedReference<FailOnce> failure = workerFailure;
    DataStream<Example> made =
        routed
            .map(
                (MapFunction<Long, Example>)
                    i -> {
                      failure.get().call();
                      return NumberedExamples.example(i);
                    })
            .returns(WireType.EXAMPLE)
            .uid("examples");
    if (skew > 0) {
      made = made.transform("skew", WireType.EXAMPLE, new Skew.Factory(skew, added)).uid("skew");
    }
    return made;
  }

  /** Every coordinate counts each of the {@code examples} that touch it exactly once. */
  void assertExact() {
    long refused = 0;
    float[] right = new float[NumberedExamples.DIMENSION];
    for (long i = 0; i < examples; i++) {
      if (Refusing.refuses(i, refuseEvery)) {
        refused++;
      } else {
        NumberedExamples.count(i, 1, right);
      }
    }
    long more = added.get().get();
    NumberedExamples.count(Skew.EXAMPLE, more, right);
    long learned = examples - refused + more;
    if (dense) {
      Arrays.fill(right, (float) learned);
    }
    assertPublished(right);
    assertThat(published().manifest().learned().examples()).isEqualTo(learned);
    Progress progress = published().progress();
    assertThat(progress.examples()).isEqualTo(learned);
    assertThat(progress.rejected()).isEqualTo(refused);
    assertThat(progress.work().records()).isEqualTo(examples + more);
  }

  private void assertPublished(float[] right) {
    Publication.Manifest manifest = published().manifest();
    float[] counts = new float[NumberedExamples.DIMENSION];
    long checksum = 0;
    int pages = 0;
    for (Publication.Page page : published().pages()) {
      if (manifest.id().attempts().contains(page.attempt())) {
        System.arraycopy(page.weights(), 0, counts, page.first(), page.weights().length);
        checksum ^= page.fingerprint();
        pages++;
      }
    }
    assertThat(counts).containsExactly(right);
    assertThat(manifest.pages().checksum()).isEqualTo(checksum);
    assertThat(manifest.pages().count()).isEqualTo(pages);
  }
}
