// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.spec;

import io.flinksgd.argument.Require;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * What a job says of its training. Immutable, of any thread.
 *
 * @param progressInterval how often progress is reported, {@code >= 1 ms}
 * @param gapSampling one push in so many carries its view, {@code >= 1}
 * @param labels texts that every published manifest carries, by name
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Reporting(Duration progressInterval, int gapSampling, Map<String, String> labels)
    implements Serializable {
  /** Unless something else is set. */
  public static final Reporting DEFAULT = new Reporting(Duration.ofSeconds(1), 64, Map.of());

  /**
   * Checks each setting.
   *
   * @throws IllegalArgumentException with rule, name and value
   * @throws NullPointerException if one is null
   */
  public Reporting {
    Require.atLeast(1, "progress-interval", progressInterval);
    Require.atLeast(1, "gap-sampling", gapSampling);
    labels = Map.copyOf(labels);
  }

  Reporting progressInterval(Duration value) {
    return new Reporting(value, gapSampling, labels);
  }

  Reporting gapSampling(int value) {
    return new Reporting(progressInterval, value, labels);
  }

  Reporting label(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(name, value);
    return new Reporting(progressInterval, gapSampling, more);
  }
}
