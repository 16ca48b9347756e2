// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobCancellationException;

/**
 * A job that runs. Whoever waits, waits for a fact as long as the test may take; a test that takes
 * longer is interrupted, and its job cancelled.
 */
final class RunningLoop {
  private final JobClient client;
  private final Published published;
  private final String savepoints;
  private final CompletableFuture<JobExecutionResult> result;

  /** Follows a job that publishes to {@code published}; its savepoints go to {@code directory}. */
  RunningLoop(JobClient client, Published published, Path directory) {
    this.client = client;
    this.published = published;
    this.savepoints = directory.resolve("savepoints").toUri().toString();
    published.begin();
    this.result = client.getJobExecutionResult();
    var unused = result.whenComplete((ended, failure) -> published.end());
  }

  /** Waits until at least {@code examples} were learned from and reported. */
  void awaitExamples(long examples) throws InterruptedException {
    await(now -> now.examples() >= examples);
  }

  /** Waits until {@code fact} holds of what is published. */
  void await(Predicate<Published> fact) throws InterruptedException {
    try {
      published.await(fact);
    } catch (InterruptedException e) {
      throw cancelled(e);
    }
  }

  /** Waits until the input has ended, and returns the job's result. */
  JobExecutionResult finish() throws Exception {
    return get(result);
  }

  /** Takes a savepoint and goes on. */
  String savepoint() throws Exception {
    return get(client.triggerSavepoint(savepoints, SavepointFormatType.CANONICAL));
  }

  /** Ends with a savepoint. */
  String stopWithSavepoint() throws Exception {
    String savepoint =
        get(client.stopWithSavepoint(false, savepoints, SavepointFormatType.CANONICAL));
    get(result);
    return savepoint;
  }

  void cancel() throws Exception {
    get(client.cancel());
    try {
      get(result);
    } catch (ExecutionException e) {
      assertThat(e).hasRootCauseInstanceOf(JobCancellationException.class);
    }
  }

  private <T> T get(CompletableFuture<T> future) throws Exception {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw cancelled(e);
    }
  }

  private InterruptedException cancelled(InterruptedException e) {
    var unused = client.cancel();
    return e;
  }
}
