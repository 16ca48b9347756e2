// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.embedded;

import java.time.Duration;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * How the broker's JVM is started. Immutable, of any thread.
 *
 * @param heapMegabytes its largest heap; the broker needs about 128
 * @param optimized whether the JVM uses all of its compilers: slower to start, faster to serve, for
 *     benchmarks
 * @param classPath class path of the child, or empty for the parent's without its Flink libraries
 * @param startTimeout how long the start may take while its process lives
 * @param settings broker settings that override the built-in ones
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record BrokerOptions(
    int heapMegabytes,
    boolean optimized,
    String classPath,
    Duration startTimeout,
    Map<String, String> settings) {

  /** A machine may be busy. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /**
   * Checks the heap size and copies the settings.
   *
   * @throws IllegalArgumentException if {@code heapMegabytes < 64}
   */
  public BrokerOptions {
    if (heapMegabytes < 64) {
      throw new IllegalArgumentException(
          "heapMegabytes must be >= 64: heapMegabytes=" + heapMegabytes);
    }
    settings = Map.copyOf(settings);
  }

  /** A small broker that starts in about two seconds: for tests and demos. */
  public static BrokerOptions small() {
    return new BrokerOptions(256, false, "", PATIENCE, Map.of());
  }

  /** A broker for measurements. */
  public static BrokerOptions benchmark() {
    return new BrokerOptions(512, true, "", PATIENCE, Map.of());
  }

  /** A copy with another class path for the child. */
  public BrokerOptions withClassPath(String value) {
    return new BrokerOptions(heapMegabytes, optimized, value, startTimeout, settings);
  }

  /** A copy with other broker settings. */
  public BrokerOptions withSettings(Map<String, String> value) {
    return new BrokerOptions(heapMegabytes, optimized, classPath, startTimeout, value);
  }
}
