// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster in this JVM, with the web UI. Nothing of it listens beyond loopback unasked. */
public final class LocalCluster implements AutoCloseable {
  /** How often accumulators come. */
  private static final Duration ACCOUNTS = Duration.ofSeconds(1);

  private final MiniCluster cluster;

  private LocalCluster(MiniCluster cluster) {
    this.cluster = cluster;
  }

  /** Where to build a job for such a cluster; as parallel as the machine, unless set otherwise. */
  public static StreamExecutionEnvironment environment() {
    Configuration config = new Configuration();
    config.set(CoreOptions.DEFAULT_PARALLELISM, Runtime.getRuntime().availableProcessors());
    return new StreamExecutionEnvironment(config);
  }

  /**
   * Starts a cluster.
   *
   * @param job what it is to have room for
   * @param listen where the web UI and REST listen
   * @param checkpoints where checkpoints go
   * @param scratch for everything else that needs files
   */
  public static LocalCluster start(
      JobGraph job, ListenOption listen, Path checkpoints, Scratch scratch) throws Exception {
    int slots = job.getMaximumParallelism();
    return start(slots, new Configuration(), listen, checkpoints, scratch);
  }

  /**
   * As {@link #start(JobGraph, ListenOption, Path, Scratch)}, with room for {@code slots} parallel
   * tasks.
   */
  public static LocalCluster start(
      int slots, Configuration settings, ListenOption listen, Path checkpoints, Scratch scratch)
      throws Exception {
    Configuration config = new Configuration(settings);
    config.set(JobManagerOptions.BIND_HOST, ListenOption.LOOPBACK);
    config.set(TaskManagerOptions.BIND_HOST, ListenOption.LOOPBACK);
    config.set(RestOptions.BIND_ADDRESS, listen.address());
    // an upload is code, and whoever reaches the port could run it
    config.set(WebOptions.SUBMIT_ENABLE, false);
    config.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    config.set(CoreOptions.TMP_DIRS, scratch.path("flink").toString());
    config.set(RestOptions.ADDRESS, "localhost");
    config.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, ACCOUNTS);
    config.set(RestOptions.BIND_PORT, "8081-8181");
    String log = System.getProperty("log.file");
    if (log != null) {
      config.set(WebOptions.LOG_PATH, log);
    }
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(config)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return new LocalCluster(cluster);
  }

  /** The address of the web UI. */
  public URI ui() throws Exception {
    return cluster.getRestAddress().get();
  }

  /** Submits a job. */
  public JobID submit(JobGraph job) throws Exception {
    return cluster.submitJob(job).get().getJobID();
  }

  /** Completes when the job has ended, in whatever way. */
  public CompletableFuture<JobResult> result(JobID job) {
    return cluster.requestJobResult(job);
  }

  /** Whether every task of the job runs. */
  public boolean runs(JobID job) throws Exception {
    int tasks = 0;
    for (AccessExecutionVertex task : graph(job).getAllExecutionVertices()) {
      if (task.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
      tasks++;
    }
    // a job that was just submitted has no tasks yet
    return tasks > 0;
  }

  /** Completes when a checkpoint has been made that begins now. */
  public CompletableFuture<Long> checkpoint(JobID job) {
    return cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED);
  }

  /** Checkpoints of the job that are complete. */
  public long checkpoints(JobID job) throws Exception {
    return graph(job).getCheckpointStatsSnapshot().getCounts().getNumberOfCompletedCheckpoints();
  }

  /** What the training job reports; while it runs, at most a second old. */
  public TrainingAccount training(JobID job) throws Exception {
    for (var accumulator : graph(job).getAccumulatorsSerialized().entrySet()) {
      if (accumulator.getKey().startsWith(TrainingAccount.NAME)) {
        Object value =
            accumulator.getValue().deserializeValue(LocalCluster.class.getClassLoader()).get();
        Map<String, String> all = new TreeMap<>();
        ((Map<?, ?>) value).forEach((name, each) -> all.put((String) name, (String) each));
        return new TrainingAccount(all);
      }
    }
    return new TrainingAccount(Map.of());
  }

  private AccessExecutionGraph graph(JobID job) throws ExecutionException, InterruptedException {
    return cluster.getExecutionGraph(job).get();
  }

  /** Ends what runs and deletes everything but checkpoints; waits at most half a minute. */
  @Override
  public void close() {
    cluster.closeAsync().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
