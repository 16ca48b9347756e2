// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.spec;

import io.flinksgd.argument.Require;
import io.flinksgd.evaluation.OnDivergence;
import io.flinksgd.evaluation.RejectionLimit;
import io.flinksgd.spec.TrainingSpec.RestoreSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.apiguardian.api.API;

/**
 * What happens when something goes wrong. Immutable, of any thread.
 *
 * @param maxRejected what share of the records may be rejected, and what happens above it
 * @param onDivergence what happens when the progressive loss is far above that of the base rate
 * @param restoreSettings what happens to restored state of another optimizer
 * @param stallTimeout how long a loop may take no step before it fails; 0 for ever
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Safeguards(
    RejectionLimit maxRejected,
    OnDivergence onDivergence,
    RestoreSettings restoreSettings,
    Duration stallTimeout)
    implements Serializable {
  /** Unless something else is set. */
  public static final Safeguards DEFAULT =
      new Safeguards(
          RejectionLimit.DEFAULT, OnDivergence.WARN, RestoreSettings.REFUSE, Duration.ofMinutes(5));

  /**
   * Checks each setting.
   *
   * @throws IllegalArgumentException with rule, name and value
   * @throws NullPointerException if one is null
   */
  public Safeguards {
    Objects.requireNonNull(maxRejected, "maxRejected");
    Objects.requireNonNull(onDivergence, "onDivergence");
    Objects.requireNonNull(restoreSettings, "restoreSettings");
    Require.atLeast(0, "stall-timeout", stallTimeout);
  }

  Safeguards maxRejected(RejectionLimit value) {
    return new Safeguards(value, onDivergence, restoreSettings, stallTimeout);
  }

  Safeguards onDivergence(OnDivergence value) {
    return new Safeguards(maxRejected, value, restoreSettings, stallTimeout);
  }

  Safeguards restoreSettings(RestoreSettings value) {
    return new Safeguards(maxRejected, onDivergence, value, stallTimeout);
  }

  Safeguards stallTimeout(Duration value) {
    return new Safeguards(maxRejected, onDivergence, restoreSettings, value);
  }
}
