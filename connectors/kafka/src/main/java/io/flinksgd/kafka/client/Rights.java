// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.client;

import java.util.Optional;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.errors.AuthorizationException;

/** Says which right is missing, where Kafka says less. */
public final class Rights {
  private Rights() {}

  /** What to throw if {@code failure} is one of a right that is missing. */
  public static Optional<IllegalStateException> missing(
      Throwable failure, String operation, String resource) {
    return ExceptionUtils.findThrowable(failure, AuthorizationException.class)
        .map(
            denied ->
                new IllegalStateException(
                    "right must be granted: operation=%s, resource=%s (%s)"
                        .formatted(operation, resource, denied.getMessage()),
                    failure));
  }

  /** What to throw if a writer may not have its transactional ids. */
  public static Optional<IllegalStateException> missingIds(Throwable failure, String prefix) {
    return missing(failure, "WRITE", "transactional ids that begin with " + prefix);
  }
}
