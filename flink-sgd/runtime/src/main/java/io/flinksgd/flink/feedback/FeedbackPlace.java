// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.feedback;

import java.util.UUID;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.runtime.metrics.scope.ScopeFormat;

/**
 * Where an end of a loop runs. Head and tail find their channel only if they are at one place: the
 * same TaskManager, the same copy of this class in the same JVM, and the same attempt.
 */
public final class FeedbackPlace {
  private static final UUID COPY = UUID.randomUUID();

  private FeedbackPlace() {}

  /**
   * The place of the operator that {@code context} belongs to, as a text to compare and to read.
   */
  public static String of(RuntimeContext context) {
    return "TaskManager %s, JVM %d, classes %s, attempt %d"
        .formatted(
            context
                .getMetricGroup()
                .getAllVariables()
                .getOrDefault(ScopeFormat.SCOPE_TASKMANAGER_ID, "unknown"),
            ProcessHandle.current().pid(),
            COPY.toString().substring(0, 8),
            context.getTaskInfo().getAttemptNumber());
  }
}
