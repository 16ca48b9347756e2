// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.evaluation.Progress;
import io.flinksgd.example.Rejected.Reason;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the parser refuses is counted exactly once, by reason, whatever happens. */
@Timeout(180) // seconds
class ExactRejectionsTest {
  private static final long EVERY = 11;

  @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();
  @TempDir Path directory;

  private LoopJob job() {
    LoopJob job = new LoopJob(directory, shared).checkpointEvery("100 ms");
    job.rate = 20_000;
    job.refuseEvery = EVERY;
    return job;
  }

  @Test
  void everyRefusedRecordIsCountedOnceOverAFailure() throws Exception {
    LoopJob job = job();
    job.failWorkerAt(12_345);
    job.run();
    job.assertExact();
    assertReasons(job);
  }

  @Test
  void everyRefusedRecordIsCountedOnceOverASavepointIntoMoreWorkers() throws Exception {
    LoopJob first = job().unaligned();
    first.rate = 10_000;
    RunningLoop running = first.start();
    running.awaitExamples(5_000);
    String savepoint = running.stopWithSavepoint();
    long before = first.published().progress().rejected();
    assertThat(before).isPositive();

    LoopJob second = first.continued().restoreFrom(savepoint);
    second.workers = 3;
    second.run();
    second.assertExact();
    assertReasons(second);
  }

  @Test
  void aJobThatMayFailFailsForGoodWithTheFigures() throws Exception {
    LoopJob job = job();
    job.refuseEvery = 2;
    job.maxRejected = "0.2";
    RunningLoop running = job.start();
    try {
      running.finish();
      throw new AssertionError("half of the records were rejected, and the job ended well");
    } catch (ExecutionException e) {
      assertThat(e).hasStackTraceContaining(SuppressRestartsException.class.getName());
      assertThat(e)
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .rootCause()
          .hasMessageStartingWith("at most 0.2 of the records must be rejected, but of ")
          .hasMessageContaining(". The first: ");
    }
  }

  @Test
  void whoeverSubmittedTheJobHearsOfIt() throws Exception {
    LoopJob job = job();
    job.refuseEvery = 1;
    job.examples = 500;
    RunningLoop running = job.start();
    Map<String, String> account = running.finish().getAccumulatorResult("training of sgd");
    assertThat(account)
        .containsEntry("records", "500")
        .containsEntry("learned", "0")
        .containsEntry("rejected", "500")
        .containsEntry("rejected.MISSING_LABEL", "167")
        .containsEntry("rejected.UNPARSABLE", "333")
        .containsKeys("first.1", "first.2", "first.3");
    assertThat(account.get("warning.1")).contains("records every one was: ");
  }

  private static void assertReasons(LoopJob job) {
    Progress progress = job.published().progress();
    for (Reason reason : Reason.values()) {
      long right =
          LongStream.range(0, job.examples)
              .filter(i -> Refusing.refuses(i, EVERY) && Refusing.reason(i) == reason)
              .count();
      assertThat(progress.total().rejections().byReason()).containsEntry(reason, right);
    }
  }
}
