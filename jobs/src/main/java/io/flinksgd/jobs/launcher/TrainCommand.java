package io.flinksgd.jobs.launcher;

import io.flinksgd.jobs.TrainJob;
import io.flinksgd.jobs.local.Interruption;
import io.flinksgd.jobs.local.ListenOption;
import io.flinksgd.jobs.local.LocalCluster;
import io.flinksgd.jobs.local.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
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
  public Integer call() throws Exception {
    StreamExecutionEnvironment env = LocalCluster.environment();
    TrainJob.build(env, command.commandLine().getParseResult());
    return Interruption.guard(() -> train(env.getStreamGraph().getJobGraph()));
  }

  private int train(JobGraph graph) throws Exception {
    Path checkpoints = output.toAbsolutePath().resolve("checkpoints");
    try (Scratch scratch = Scratch.create();
        LocalCluster cluster = LocalCluster.start(graph, listen, checkpoints, scratch)) {
      JobID job = cluster.submit(graph);
      System.out.printf("%s runs, Flink UI: %s%n", graph.getName(), cluster.ui());
      JobResult result = cluster.result(job).get();
      if (result.getSerializedThrowable().isPresent()) {
        throw new IOException(graph.getName() + " failed", result.getSerializedThrowable().get());
      }
      return 0;
    } catch (InterruptedException e) {
      return INTERRUPTED;
    }
  }
}
