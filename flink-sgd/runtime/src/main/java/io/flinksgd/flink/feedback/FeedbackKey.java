// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.feedback;

import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * Names one channel in a JVM: from the tail of a loop to the head with the same subtask index, for
 * one attempt of both.
 *
 * @param job the job's id
 * @param loop the loop's name in the job
 * @param subtask index of tail and head
 * @param attempt how often they were started
 */
public record FeedbackKey(String job, String loop, int subtask, int attempt) {

  /** The channel of the operator that {@code context} belongs to. */
  public static FeedbackKey of(String loop, RuntimeContext context) {
    return new FeedbackKey(
        context.getJobInfo().getJobId().toHexString(),
        loop,
        context.getTaskInfo().getIndexOfThisSubtask(),
        context.getTaskInfo().getAttemptNumber());
  }
}
