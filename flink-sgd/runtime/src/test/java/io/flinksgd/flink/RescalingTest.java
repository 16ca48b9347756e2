// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.Until;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.executiongraph.AccessExecutionJobVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedulers that give operators another parallelism than the job was built with. */
@Tag("case")
@SuppressWarnings("try") // closing a cluster may be interrupted: then the test fails
@Timeout(180) // seconds
final class RescalingTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"synchronous", "elastic-bound:gap=1000000"})
  void aRunningJobIsRescaledByRest(String consistency) throws Exception {
    LoopJob job = job(consistency);
    job.flink.setString("jobmanager.scheduler", "adaptive");
    job.flink.setString("jobmanager.adaptive-scheduler.resource-stabilization-timeout", "0 ms");
    job.flink.setString("jobmanager.adaptive-scheduler.executing.cooldown-after-rescaling", "0 ms");
    job.flink.setString(
        "jobmanager.adaptive-scheduler.executing.resource-stabilization-timeout", "0 ms");
    JobGraph graph = job.graph();
    try (MiniCluster cluster = cluster(job, 3)) {
      RunningLoop running = job.start(graph, cluster);
      running.awaitExamples(500);
      rescale(
          cluster,
          graph,
          vertex -> single(vertex) ? 1 : vertex.getName().startsWith("server") ? 1 : 3);
      running.awaitExamples(3_000);
      rescale(
          cluster,
          graph,
          vertex -> single(vertex) ? 1 : vertex.getName().startsWith("server") ? 3 : 1);
      running.finish();
    }
    job.assertExact();
    Case.equal(
        "flink",
        "adaptive scheduler, 2 workers and 2 servers, by REST 3 and 1, 1 and 3; " + consistency,
        job.examples,
        job.published().learned());
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "3, 1"})
  void overridesThatKeepTheEndsTogetherAreExact(int workers, int servers) throws Exception {
    LoopJob job = job("bounded-delay:2");
    JobGraph graph = job.graph();
    override(
        graph,
        vertex -> single(vertex) ? 1 : vertex.getName().startsWith("server") ? servers : workers);
    try (MiniCluster cluster = cluster(job, 3)) {
      job.start(graph, cluster).finish();
    }
    job.assertExact();
    Case.equal(
        "flink",
        "parallelism-overrides: %d workers and %d servers instead of 2 and 2"
            .formatted(workers, servers),
        job.examples,
        job.published().learned());
  }

  @Test
  void theEndAloneIsRefused() throws Exception {
    refused(
        "parallelism-overrides of tail alone: 1 instead of 2",
        vertex -> vertex.getName().startsWith("tail") ? 1 : vertex.getParallelism(),
        "worker and end of a loop must have the same parallelism: loop=sgd, worker=2, tail=1;"
            + " give both the same when one of them is rescaled");
  }

  @Test
  void whatMustBeOneIsRefused() throws Exception {
    refused(
        "parallelism-overrides of evaluation: 2 instead of 1",
        vertex -> vertex.getName().startsWith("evaluation") ? 2 : vertex.getParallelism(),
        "parallelism of evaluation must stay 1, so it cannot be rescaled, nor run in reactive"
            + " mode: evaluation=2");
  }

  @Test
  void reactiveModeIsRefused() throws Exception {
    LoopJob job = job("synchronous");
    job.flink.setString("jobmanager.scheduler", "adaptive");
    job.flink.setString("scheduler-mode", "reactive");
    String said = failure(job, job.graph());
    Case.holds(
        "flink",
        "reactive mode",
        "parallelism of ... must stay 1",
        said,
        said.matches("parallelism of \\w+ must stay 1, so it cannot be rescaled.*=3"));
  }

  private void refused(String input, ToIntFunction<JobVertex> parallelism, String right)
      throws Exception {
    LoopJob job = job("synchronous");
    JobGraph graph = job.graph();
    override(graph, parallelism);
    Case.equal("flink", input, right, failure(job, graph));
  }

  /** What the job says that is refused. */
  private static String failure(LoopJob job, JobGraph graph) throws Exception {
    try (MiniCluster cluster = cluster(job, 3)) {
      Throwable failure = catchThrowable(() -> job.start(graph, cluster).finish());
      return ExceptionUtils.findThrowable(failure, SuppressRestartsException.class)
          .orElseThrow()
          .getCause()
          .getMessage();
    }
  }

  private LoopJob job(String consistency) {
    LoopJob job = new LoopJob(directory, shared).checkpointEvery("100 ms");
    job.consistency = Consistency.parse(consistency);
    job.examples = 6_000;
    job.rate = 3_000;
    return job;
  }

  private static boolean single(JobVertex vertex) {
    return vertex.getParallelism() == 1;
  }

  private static void override(JobGraph graph, ToIntFunction<JobVertex> parallelism) {
    Map<String, String> overrides = new HashMap<>();
    for (JobVertex vertex : graph.getVertices()) {
      overrides.put(vertex.getID().toHexString(), "" + parallelism.applyAsInt(vertex));
    }
    graph.getJobConfiguration().set(PipelineOptions.PARALLELISM_OVERRIDES, overrides);
  }

  /** Asks for it, and waits until all tasks of the new parallelism run. */
  private static void rescale(
      MiniCluster cluster, JobGraph graph, ToIntFunction<JobVertex> parallelism) throws Exception {
    List<JobVertex> vertices =
        StreamSupport.stream(graph.getVertices().spliterator(), false).toList();
    String body =
        vertices.stream()
            .map(
                vertex ->
                    "\"%s\":{\"parallelism\":{\"lowerBound\":1,\"upperBound\":%d}}"
                        .formatted(vertex.getID(), parallelism.applyAsInt(vertex)))
            .collect(Collectors.joining(",", "{", "}"));
    URI uri =
        cluster
            .getRestAddress()
            .get()
            .resolve("/jobs/" + graph.getJobID() + "/resource-requirements");
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(uri)
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(20))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Until.holds(
        "all tasks of the new parallelism",
        () -> {
          var now = cluster.getExecutionGraph(graph.getJobID()).get();
          assertThat(now.getState().isTerminalState()).as("the job has ended").isFalse();
          boolean rescaled = now.getAllVertices().size() == vertices.size();
          for (JobVertex vertex : vertices) {
            AccessExecutionJobVertex running = now.getJobVertex(vertex.getID());
            rescaled &=
                running != null && running.getParallelism() == parallelism.applyAsInt(vertex);
          }
          return rescaled;
        });
  }

  private static MiniCluster cluster(LoopJob job, int slots) throws Exception {
    Configuration config = new Configuration(job.flink);
    config.setString("taskmanager.memory.managed.size", "128m");
    config.setString("taskmanager.memory.network.min", "64m");
    config.setString("taskmanager.memory.network.max", "64m");
    config.setString("rest.bind-port", "0");
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(config)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return cluster;
  }
}
