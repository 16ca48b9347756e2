// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.consistency.Consistency;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every example changes the model exactly once, whatever happens: checked on every coordinate of
 * real jobs.
 */
@Timeout(180) // seconds
class ExactlyOnceTest {
  @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();
  @TempDir Path directory;

  @Test
  void usageExample() throws Exception {
    LoopJob job = new LoopJob(directory, shared);
    job.run();
    job.assertExact();
  }

  @ParameterizedTest
  @CsvSource({
    "synchronous, 1, true, 2, 2",
    "synchronous, 1, false, 3, 2",
    "asynchronous, 2, true, 2, 1",
    "bounded-delay:1, 1, false, 2, 2",
    "bounded-delay:2, 2, false, 3, 2",
    "bounded-delay:4, 2, true, 4, 3",
    "elastic-bound:gap=1000000, 2, false, 3, 2",
    "quorum:1, 1, false, 3, 2",
    "elastic-scheduler:0.5, 1, true, 3, 2",
    "'elastic-scheduler:0.5,level=block', 1, true, 3, 4"
  })
  void everyPolicyCountsEveryExample(
      String consistency, int depth, boolean dense, int workers, int servers) throws Exception {
    LoopJob job = new LoopJob(directory, shared).checkpointEvery("200 ms");
    job.consistency = Consistency.parse(consistency);
    job.depth = depth;
    job.dense = dense;
    job.workers = workers;
    job.servers = servers;
    job.rate = 20_000;
    job.run();
    job.assertExact();
    assertThat(job.published().progress().staleness().max())
        .isLessThanOrEqualTo(job.consistency.stalenessBound(workers, depth));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "synchronous",
        "bounded-delay:2",
        "asynchronous",
        "elastic-bound:gap=1000000",
        "quorum:1",
        "elastic-scheduler:0,level=block"
      })
  void survivesTheFailureOfAWorker(String consistency) throws Exception {
    LoopJob job = new LoopJob(directory, shared).checkpointEvery("100 ms");
    job.policy(consistency);
    job.rate = 20_000;
    job.failWorkerAt(12_345);
    job.run();
    job.assertExact();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "synchronous",
        "bounded-delay:2",
        "elastic-scheduler:0",
        "elastic-scheduler:0,level=block"
      })
  void survivesTheFailureOfAServer(String consistency) throws Exception {
    LoopJob job = new LoopJob(directory, shared).checkpointEvery("100 ms");
    job.policy(consistency);
    job.rate = 20_000;
    job.localSteps = false;
    job.failServerAt(50_000);
    job.run();
    job.assertExact();
  }

  @ParameterizedTest
  @CsvSource({
    "synchronous, 2, 2, 2, 2, false",
    "synchronous, 2, 2, 3, 4, false",
    "bounded-delay:2, 3, 3, 2, 1, false",
    "asynchronous, 1, 1, 4, 2, true",
    "bounded-delay:1, 2, 1, 3, 3, true",
    "elastic-bound:gap=1000000, 3, 2, 2, 3, false",
    "quorum:1, 3, 2, 2, 3, true",
    "'elastic-scheduler:0,level=block', 3, 2, 2, 3, true"
  })
  void goesOnFromASavepointWithOtherNumbersOfWorkersAndServers(
      String consistency,
      int workers,
      int servers,
      int laterWorkers,
      int laterServers,
      boolean unaligned)
      throws Exception {
    LoopJob first = new LoopJob(directory, shared).checkpointEvery("100 ms");
    first.policy(consistency);
    first.workers = workers;
    first.servers = servers;
    first.rate = 10_000;
    if (unaligned) {
      first.unaligned();
    }
    RunningLoop running = first.start();
    running.awaitExamples(5_000);
    String savepoint = running.stopWithSavepoint();

    LoopJob second = later(first, laterWorkers, laterServers, savepoint);
    second.run();
    second.assertExact();
  }

  @ParameterizedTest
  @CsvSource({"synchronous, false", "bounded-delay:2, true", "asynchronous, true"})
  void goesOnFromARetainedCheckpointRescaled(String consistency, boolean unaligned)
      throws Exception {
    LoopJob first = new LoopJob(directory, shared).checkpointEvery("100 ms");
    first.consistency = Consistency.parse(consistency);
    first.rate = 10_000;
    if (unaligned) {
      first.unaligned();
    }
    RunningLoop running = first.start();
    running.awaitExamples(5_000);
    running.cancel();

    LoopJob second = later(first, 3, 1, newestCheckpoint());
    second.run();
    second.assertExact();
  }

  private LoopJob later(LoopJob first, int workers, int servers, String state) {
    LoopJob second = first.continued().checkpointEvery("100 ms").restoreFrom(state);
    second.workers = workers;
    second.servers = servers;
    return second;
  }

  private String newestCheckpoint() throws Exception {
    try (Stream<Path> files = Files.walk(directory.resolve("checkpoints"))) {
      return files
          .filter(file -> file.getFileName().toString().equals("_metadata"))
          .map(Path::getParent)
          .max(Comparator.comparingLong(ExactlyOnceTest::checkpointId))
          .orElseThrow()
          .toUri()
          .toString();
    }
  }

  private static long checkpointId(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring("chk-".length()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"synchronous", "bounded-delay:1", "elastic-bound:gap=1000000"})
  void anIdleWorkerHoldsNobodyUp(String consistency) throws Exception {
    LoopJob job = new LoopJob(directory, shared).checkpointEvery("100 ms");
    job.consistency = Consistency.parse(consistency);
    job.workers = 3;
    job.idleWorker = 1;
    job.run();
    job.assertExact();
  }

  @ParameterizedTest
  @ValueSource(strings = {"synchronous", "bounded-delay:1", "elastic-bound:gap=1000000"})
  void workersLeaveAndJoinWhileExamplesComeSlowly(String consistency) throws Exception {
    LoopJob job = new LoopJob(directory, shared).checkpointEvery("100 ms");
    job.consistency = Consistency.parse(consistency);
    job.batchTimeout = java.time.Duration.ofMillis(4);
    job.examples = 300;
    job.rate = 150;
    job.run();
    job.assertExact();
  }

  @ParameterizedTest
  @ValueSource(strings = {"synchronous", "bounded-delay:1", "elastic-bound:gap=1000000"})
  void skewedBarriersDoNotStopTheLoop(String consistency) throws Exception {
    LoopJob job = skewed(consistency);
    RunningLoop running = job.start();
    running.awaitExamples(2_000);
    for (int i = 0; i < 5; i++) {
      running.savepoint();
    }
    running.finish();
    job.assertExact();
  }

  /**
   * The regression that the checkpoint token prevents: without it the same job never ends its
   * savepoint.
   */
  @Test
  void skewedBarriersStopTheLoopForEverWithoutCheckpointTokens() throws Exception {
    LoopJob job = skewed("synchronous");
    job.loop = LoopWithoutTokens::new;
    job.flink.setString("execution.checkpointing.timeout", "4 s");
    RunningLoop running = job.start();
    running.awaitExamples(2_000);
    assertThatThrownBy(running::savepoint)
        .hasStackTraceContaining("Checkpoint expired before completing");
    running.cancel();
  }

  private LoopJob skewed(String consistency) {
    LoopJob job = new LoopJob(directory, shared);
    job.consistency = Consistency.parse(consistency);
    job.skew = 200;
    job.rate = 10_000;
    job.examples = 30_000;
    return job;
  }
}
