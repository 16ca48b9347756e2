// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import java.nio.file.Path;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a codec has lost is state: after a failure, savepoints and restores into more and into fewer
 * workers, a worker that writes everything sends all of it, and every coordinate has counted every
 * example.
 */
final class CodecStateTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"synchronous, 3", "asynchronous, 2"})
  void nothingThatAMessageLostIsLostWithIt(String consistency, int workers) throws Exception {
    LoopJob first = new LoopJob(directory).checkpointEvery("100 ms");
    first.dense = true;
    first.localSteps = false;
    first.codec = GradientCodec.parse("top-k:0.1");
    first.consistency = Consistency.parse(consistency);
    first.workers = workers;
    first.rate = 20_000;
    first.failAt = 3000;
    JobClient running = first.start();
    LoopJob.awaitExamples(6000);
    String savepoint = first.stopWithSavepoint(running);
    assertThat(LoopJob.counted()).as("top-k owes something").isLessThan((double) LoopJob.learned());

    LoopJob more = LoopJob.continuing(first, directory).restoreFrom(savepoint);
    more.localSteps = false;
    more.codec = first.codec;
    more.workers = workers + 1;
    more.rate = first.rate;
    running = more.start();
    LoopJob.awaitExamples(12_000);
    savepoint = more.stopWithSavepoint(running);
    assertThat(LoopJob.counted()).as("top-k owes something").isLessThan((double) LoopJob.learned());

    LoopJob last = LoopJob.continuing(more, directory).restoreFrom(savepoint);
    last.localSteps = false;
    // what a worker owes goes out with its next push: with one, there is nobody who has none to
    // make
    last.workers = 1;
    last.run();

    last.assertExact();
  }
}
