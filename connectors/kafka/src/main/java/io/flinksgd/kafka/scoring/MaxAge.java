// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.scoring;

import io.flinksgd.reader.PublishedModel;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.apiguardian.api.API;

/**
 * How long ago a version may have been published that still scores, and what happens beyond that.
 * Immutable, of any thread.
 *
 * @param age from the publisher's clock to that of the machine that scores
 * @param onStale what happens to values when the newest version is older
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record MaxAge(Duration age, OnStale onStale) implements Serializable {
  /** However old it is. */
  public static final MaxAge NONE = new MaxAge(Duration.ofMillis(Long.MAX_VALUE), OnStale.FAIL);

  /** What happens when a model is too old. Immutable. */
  public enum OnStale {
    /** The job fails and says how old the model is, and why. */
    FAIL,
    /** There is no score. */
    NULL
  }

  /**
   * Checks that the age is positive.
   *
   * @throws IllegalArgumentException if it is less than a millisecond
   * @throws NullPointerException if one is null
   */
  public MaxAge {
    Objects.requireNonNull(onStale, "onStale");
    if (age.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("max-age must be >= 1 ms: max-age=" + age);
    }
  }

  /** Whether {@code model} is older; by the clock only if there is a limit. */
  boolean isExceededBy(PublishedModel model) {
    return !equals(NONE) && Duration.ofMillis(model.ageMillis()).compareTo(age) > 0;
  }
}
