// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.operator;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.io.network.partition.consumer.IndexedInputGate;
import org.apache.flink.streaming.api.graph.NonChainedOutput;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.runtime.tasks.StreamTask;
import org.apache.flink.util.OutputTag;

/**
 * How many subtasks the operators next to a running one have. It may not be what was planned:
 * schedulers change the parallelism of one operator or of all, also while a job runs. To be called
 * on the operator's thread.
 */
public final class Parallelism {
  private Parallelism() {}

  /** Subtasks that read the main output of {@code operator}; empty where it stands alone. */
  public static OptionalInt readers(AbstractStreamOperator<?> operator) {
    return readers(operator, (OutputTag<?>) null);
  }

  /** Subtasks that read the side output {@code tag}; empty where the operator stands alone. */
  public static OptionalInt readers(AbstractStreamOperator<?> operator, OutputTag<?> tag) {
    StreamTask<?, ?> task = operator.getContainingTask();
    ClassLoader loader = operator.getUserCodeClassloader();
    List<NonChainedOutput> outputs = task.getConfiguration().getVertexNonChainedOutputs(loader);
    for (NonChainedOutput own : operator.getOperatorConfig().getOperatorNonChainedOutputs(loader)) {
      int at = outputs.indexOf(own);
      if (at >= 0 && Objects.equals(own.getOutputTag(), tag)) {
        return OptionalInt.of(task.getEnvironment().getWriter(at).getNumberOfSubpartitions());
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Subtasks that write to {@code operator}, of the operator with the most; empty where it stands
   * alone.
   */
  public static OptionalInt writers(AbstractStreamOperator<?> operator) {
    OptionalInt most = OptionalInt.empty();
    for (IndexedInputGate gate : operator.getContainingTask().getEnvironment().getAllInputGates()) {
      most = OptionalInt.of(Math.max(most.orElse(0), gate.getNumberOfInputChannels()));
    }
    return most;
  }

  /**
   * Ends the job if {@code operator} does not have one subtask.
   *
   * @param name what it is called
   * @throws SuppressRestartsException with rule and parallelism
   */
  public static void mustBeOne(AbstractStreamOperator<?> operator, String name) {
    int subtasks = operator.getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    if (subtasks != 1) {
      throw new SuppressRestartsException(
          new IllegalStateException(
              ("parallelism of %s must stay 1, so it cannot be rescaled, nor run in reactive mode:"
                      + " %s=%d")
                  .formatted(name, name, subtasks)));
    }
  }
}
