// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.launcher;

import static org.apache.flink.configuration.CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION;

import io.flinksgd.jobs.JobOptions;
import io.flinksgd.jobs.TrainJob;
import io.flinksgd.jobs.local.BrokerWatch;
import io.flinksgd.jobs.local.Checkpoint;
import io.flinksgd.jobs.local.Checkpoints;
import io.flinksgd.jobs.local.Interruption;
import io.flinksgd.jobs.local.ListenOption;
import io.flinksgd.jobs.local.LocalCluster;
import io.flinksgd.jobs.local.Scratch;
import io.flinksgd.jobs.local.TrainingAccount;
import io.flinksgd.jobs.local.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flink-sgd train}: the training job on a cluster in this JVM, against a user's Kafka. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description =
        "Trains on a Kafka topic with a Flink cluster inside this process. On a real cluster, run"
            + " the job jar with flink run.")
final class TrainCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec command;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "train-output",
      description = "Where checkpoints and the log go. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(
      names = "--restore",
      paramLabel = "newest|none|PATH",
      defaultValue = "newest",
      description =
          "Where to go on: from the newest checkpoint that a run with the same Kafka cluster, topic,"
              + " model topic and predictions topic has left under --output when it was stopped or"
              + " killed or failed; from none, so that every record is read again; or from a"
              + " checkpoint or savepoint. Default: ${DEFAULT-VALUE}.")
  private String restore;

  @Mixin private ListenOption listen;

  @Override
  @SuppressWarnings("try") // what waits and watches is there to be closed
  public Integer call() throws Exception {
    StreamExecutionEnvironment env = LocalCluster.environment();
    Configuration options = TrainJob.options(env, command.commandLine().getParseResult());
    String servers = options.getString(JobOptions.BOOTSTRAP_SERVERS.name(), "");
    Map<String, String> marks;
    try (Waiting unused = Waiting.forBrokers(err(), servers)) {
      TrainJob.build(env, options);
      marks = TrainJob.marks(options);
    }
    Configuration kept = new Configuration();
    kept.set(
        EXTERNALIZED_CHECKPOINT_RETENTION, ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    env.configure(kept);
    JobGraph graph = env.getStreamGraph().getJobGraph();
    String name = marks.getOrDefault("model-topic", marks.get("topic"));
    Path all = output.toAbsolutePath().resolve("checkpoints");
    try (Checkpoints checkpoints = Checkpoints.of(all, name, marks)) {
      begin(graph, checkpoints);
      return Interruption.guard(
          () -> {
            try (BrokerWatch unused = BrokerWatch.begin(err(), TrainJob.question(options))) {
              return train(graph, checkpoints);
            }
          });
    }
  }

  /** Says where the job begins, unless there is nothing it could go on from. */
  private void begin(JobGraph graph, Checkpoints checkpoints) throws IOException {
    Optional<Checkpoint> from = checkpoints.toRestore(restore);
    if (from.isPresent()) {
      graph.setSavepointRestoreSettings(
          SavepointRestoreSettings.forPath(
              from.get().directory().toUri().toString(), false, RecoveryClaimMode.NO_CLAIM));
      out().printf("%s goes on from %s; --restore none begins anew%n", graph.getName(), from.get());
      return;
    }
    Optional<Checkpoint> passedOver = checkpoints.newest();
    List<String> others = checkpoints.others();
    if (passedOver.isPresent()) {
      out().printf("%s begins anew, and not from %s%n", graph.getName(), passedOver.get());
    } else if (!others.isEmpty()) {
      out()
          .printf(
              "%s begins anew: the checkpoints under %s are of other jobs (%s)%n",
              graph.getName(), output, String.join("; ", others));
    }
  }

  private int train(JobGraph graph, Checkpoints checkpoints) throws Exception {
    JobResult result;
    TrainingAccount account;
    try (Scratch scratch = Scratch.create();
        LocalCluster cluster = LocalCluster.start(graph, listen, checkpoints.run(), scratch)) {
      JobID job = cluster.submit(graph);
      out().printf("%s runs, Flink UI: %s%n", graph.getName(), cluster.ui());
      try {
        result = follow(job, cluster, checkpoints);
        account = cluster.training(job);
      } catch (InterruptedException e) {
        stopped(graph.getName(), cluster.training(job), checkpoints);
        return INTERRUPTED;
      }
    } catch (InterruptedException e) {
      return INTERRUPTED;
    }
    out().println(graph.getName() + " has ended: " + account.words());
    if (result.getSerializedThrowable().isPresent()) {
      throw new ExecutionException(
          graph.getName() + " failed", result.getSerializedThrowable().get());
    }
    if (result.isSuccess()) {
      checkpoints.forget();
    }
    if (account.nothingLearned()) {
      err().println("flink-sgd: nothing was learned, every record was rejected");
      return 1;
    }
    return 0;
  }

  /** Prints what the job reports, until it ends. */
  private JobResult follow(JobID job, LocalCluster cluster, Checkpoints checkpoints)
      throws Exception {
    CompletableFuture<JobResult> ended = cluster.result(job);
    int known = 0;
    while (!ended.isDone()) {
      known = warn(known, cluster.training(job));
      // when a second one is complete, nothing goes back behind the first
      if (cluster.checkpoints(job) > 1) {
        checkpoints.replaceEarlier();
      }
      // a second at most; the copy may be completed without ending the job's own
      var unused = ended.copy().completeOnTimeout(null, 1, TimeUnit.SECONDS).get();
    }
    warn(known, cluster.training(job));
    return ended.get();
  }

  private void stopped(String name, TrainingAccount account, Checkpoints checkpoints)
      throws IOException {
    Optional<Checkpoint> newest = checkpoints.newest();
    out()
        .printf(
            "%s has been stopped: %s. The same command %s%n",
            name,
            account.words(),
            newest.isPresent() ? "goes on from " + newest.get() : "begins anew");
    out().flush();
  }

  private int warn(int known, TrainingAccount account) {
    int newest = known;
    for (Map.Entry<Integer, String> warning : account.warningsAfter(known).entrySet()) {
      err().println("flink-sgd: " + warning.getValue());
      newest = warning.getKey();
    }
    return newest;
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }

  private PrintWriter err() {
    return command.commandLine().getErr();
  }
}
