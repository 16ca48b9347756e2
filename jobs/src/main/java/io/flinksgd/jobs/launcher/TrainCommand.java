package io.flinksgd.jobs.launcher;

import io.flinksgd.jobs.JobOptions;
import io.flinksgd.jobs.TrainJob;
import io.flinksgd.jobs.local.Interruption;
import io.flinksgd.jobs.local.ListenOption;
import io.flinksgd.jobs.local.LocalCluster;
import io.flinksgd.jobs.local.Scratch;
import io.flinksgd.jobs.local.TrainingAccount;
import io.flinksgd.jobs.local.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
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

  @Mixin private ListenOption listen;

  @Override
  @SuppressWarnings("try") // it is there to be closed
  public Integer call() throws Exception {
    StreamExecutionEnvironment env = LocalCluster.environment();
    Configuration options = TrainJob.options(env, command.commandLine().getParseResult());
    String servers = options.getString(JobOptions.BOOTSTRAP_SERVERS.name(), "");
    try (Waiting unused = Waiting.forBrokers(err(), servers)) {
      TrainJob.build(env, options);
    }
    return Interruption.guard(() -> train(env.getStreamGraph().getJobGraph()));
  }

  private int train(JobGraph graph) throws Exception {
    Path checkpoints = output.toAbsolutePath().resolve("checkpoints");
    try (Scratch scratch = Scratch.create();
        LocalCluster cluster = LocalCluster.start(graph, listen, checkpoints, scratch)) {
      JobID job = cluster.submit(graph);
      out().printf("%s runs, Flink UI: %s%n", graph.getName(), cluster.ui());
      return follow(graph.getName(), job, cluster);
    } catch (InterruptedException e) {
      return INTERRUPTED;
    }
  }

  /** Says what the job says, until it ends. */
  private int follow(String name, JobID job, LocalCluster cluster) throws Exception {
    CompletableFuture<JobResult> ended = cluster.result(job);
    int known = 0;
    while (!ended.isDone()) {
      known = warn(known, cluster.training(job));
      // a second at most; the copy may be completed without ending the job's own
      var unused = ended.copy().completeOnTimeout(null, 1, TimeUnit.SECONDS).get();
    }
    TrainingAccount account = cluster.training(job);
    warn(known, account);
    out().println(name + " has ended: " + account.words());
    JobResult result = ended.get();
    if (result.getSerializedThrowable().isPresent()) {
      throw new IOException(name + " failed", result.getSerializedThrowable().get());
    }
    if (account.nothingLearned()) {
      err().println("flink-sgd: nothing was learned, every record was rejected");
      return 1;
    }
    return 0;
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
