// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Case;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A loop in a batch job would stand still for ever. */
@Tag("case")
final class RuntimeModeTest {
  private static final String RULE =
      "execution.runtime-mode must be STREAMING, also for an input that ends:"
          + " execution.runtime-mode=BATCH";

  @Test
  void batchIsRefusedWhenTheLoopIsAttached() {
    StreamExecutionEnvironment env = environment(RuntimeExecutionMode.BATCH);
    assertThatThrownBy(() -> train(env))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(RULE)
        .satisfies(e -> Case.equal("restores", "runtime mode BATCH", RULE, e.getMessage()));
  }

  @Test
  void automaticRunsAsAStream() throws Exception {
    StreamExecutionEnvironment env = environment(RuntimeExecutionMode.AUTOMATIC);
    train(env);
    env.executeAsync().getJobExecutionResult().get(60, TimeUnit.SECONDS);
    Case.equal(
        "restores",
        "runtime mode AUTOMATIC, bounded input: the job ends, as",
        RuntimeExecutionMode.STREAMING,
        env.getConfiguration().get(ExecutionOptions.RUNTIME_MODE));
  }

  @Test
  void batchThatIsConfiguredLaterFailsTheJobAtOnce() throws Exception {
    StreamExecutionEnvironment env = environment(RuntimeExecutionMode.STREAMING);
    train(env);
    env.setRuntimeMode(RuntimeExecutionMode.BATCH);
    var job = env.executeAsync();
    assertThatThrownBy(() -> job.getJobExecutionResult().get(60, TimeUnit.SECONDS))
        .satisfies(
            e ->
                assertThat(ExceptionUtils.findThrowable(e, SuppressRestartsException.class))
                    .hasValueSatisfying(
                        found ->
                            Case.equal(
                                "restores",
                                "runtime mode BATCH, set after the loop was attached",
                                RULE,
                                found.getCause().getMessage())));
  }

  private static StreamExecutionEnvironment environment(RuntimeExecutionMode mode) {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, mode);
    settings.setString("rest.bind-port", "0");
    return StreamExecutionEnvironment.createLocalEnvironment(2, settings);
  }

  private static void train(StreamExecutionEnvironment env) {
    Features features = Features.Sparse.ofOnes(new int[] {1});
    Example example = new Example(1, 1, features, Example.NO_TIME, "", new Origin("n", 0, 0));
    StreamingSgd.train(
        env.fromData(List.of(example, example, example), WireType.EXAMPLE).rebalance(),
        TrainingSpec.of(LogisticRegression.sparse(2)).pageSize(16));
  }
}
