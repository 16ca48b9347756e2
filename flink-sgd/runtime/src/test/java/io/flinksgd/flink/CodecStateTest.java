// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.publication.Publication;
import java.nio.file.Path;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a codec has lost is state: after a failure, savepoints and restores into more and into fewer
 * workers, a worker that writes everything sends all of it, and every coordinate has counted every
 * example.
 */
@Timeout(180) // seconds
final class CodecStateTest {
  @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"synchronous, 3", "asynchronous, 2"})
  void nothingThatAMessageLostIsLostWithIt(String consistency, int workers) throws Exception {
    LoopJob first = new LoopJob(directory, shared).checkpointEvery("100 ms");
    first.dense = true;
    first.localSteps = false;
    first.codec = GradientCodec.parse("top-k:0.1");
    first.consistency = Consistency.parse(consistency);
    first.workers = workers;
    first.rate = 20_000;
    first.failWorkerAt(3000);
    RunningLoop running = first.start();
    running.awaitExamples(6000);
    String savepoint = running.stopWithSavepoint();
    assertOwes(first);

    LoopJob more = first.continued().restoreFrom(savepoint);
    more.localSteps = false;
    more.codec = first.codec;
    more.workers = workers + 1;
    more.rate = first.rate;
    running = more.start();
    running.awaitExamples(12_000);
    savepoint = running.stopWithSavepoint();
    assertOwes(more);

    LoopJob last = more.continued().restoreFrom(savepoint);
    last.localSteps = false;
    // what a worker owes goes out with its next push: with one, there is nobody who has none to
    // make
    last.workers = 1;
    last.run();

    last.assertExact();
  }

  /** Less has been counted than was learned from. */
  private static void assertOwes(LoopJob job) {
    double counted = 0;
    for (Publication.Page page : job.published().pages()) {
      for (float weight : page.weights()) {
        counted += weight;
      }
    }
    assertThat(counted / NumberedExamples.DIMENSION)
        .as("top-k owes something")
        .isPositive()
        .isLessThan((double) job.published().learned());
  }
}
