// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.spec;

import io.flinksgd.argument.Require;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.apiguardian.api.API;

/**
 * How a worker steps. Immutable, of any thread.
 *
 * @param batch examples in a mini-batch, {@code >= 1}
 * @param batchTimeout a batch that is not full is closed at this age, {@code >= 1 ms}
 * @param pipelineDepth steps that may be in flight, {@code >= 1}
 * @param localSteps whether a worker steps example by example on its own view
 * @param pushWeight how much of a worker's change the model takes
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Stepping(
    int batch, Duration batchTimeout, int pipelineDepth, boolean localSteps, PushWeight pushWeight)
    implements Serializable {
  /** Unless something else is set. Models that know gradients only have no local steps. */
  public static final Stepping DEFAULT =
      new Stepping(256, Duration.ofMillis(10), 1, true, PushWeight.PARALLEL);

  /**
   * Checks each setting.
   *
   * @throws IllegalArgumentException with rule, name and value
   * @throws NullPointerException if one is null
   */
  public Stepping {
    Require.atLeast(1, "batch", batch);
    Require.atLeast(1, "batch-timeout", batchTimeout);
    Require.atLeast(1, "pipeline-depth", pipelineDepth);
    Objects.requireNonNull(pushWeight, "pushWeight");
  }

  Stepping batch(int value) {
    return new Stepping(value, batchTimeout, pipelineDepth, localSteps, pushWeight);
  }

  Stepping batchTimeout(Duration value) {
    return new Stepping(batch, value, pipelineDepth, localSteps, pushWeight);
  }

  Stepping pipelineDepth(int value) {
    return new Stepping(batch, batchTimeout, value, localSteps, pushWeight);
  }

  Stepping localSteps(boolean value) {
    return new Stepping(batch, batchTimeout, pipelineDepth, value, pushWeight);
  }

  Stepping pushWeight(PushWeight value) {
    return new Stepping(batch, batchTimeout, pipelineDepth, localSteps, value);
  }
}
