// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.util.TemporaryClassLoaderContext;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, while a statement is planned, for a job that writes the same model topic for another
 * table. Only one that renews its {@link Lease} meanwhile is known to be alive: a lease that is
 * just there may be that of a job that was cancelled a moment ago, or whose table was dropped.
 */
final class LivingWriter {
  private static final Logger LOG = LoggerFactory.getLogger(LivingWriter.class);

  /** A broker that has not answered by then is away. */
  private static final String ANSWER_MILLIS = "2000";

  /** One renewal and what it takes. */
  private static final Duration LOOK = TopicLease.RENEWAL.plusSeconds(1);

  private LivingWriter() {}

  /**
   * Refuses {@code settings}' topic if another table's job is seen to be alive.
   *
   * @throws IllegalArgumentException with the names of both
   */
  static void check(TopicSettings settings, String table) {
    check(settings, table, LOOK);
  }

  /** As above, where a lease is looked at for {@code look}. */
  @SuppressWarnings("try") // it is there to be closed
  static void check(TopicSettings settings, String table, Duration look) {
    Optional<Lease> living;
    // Kafka looks for its classes by the thread's loader, which in a planner has no jars
    try (var unused = TemporaryClassLoaderContext.of(LivingWriter.class.getClassLoader())) {
      living = find(settings, table, look);
    } catch (IOException | KafkaException e) {
      LOG.info("topic {} cannot be looked at while planning, the job will: {}", settings, e + "");
      return;
    }
    if (living.isPresent()) {
      Lease.Holder other = living.get().holder();
      throw new IllegalArgumentException(
          ("model topic must have one writer: topic=%s, table=%s, writer=%s%s, which has just renewed"
                  + " its lease; stop it, or plan with take-over")
              .formatted(
                  settings.topic(),
                  table,
                  other.table().isEmpty() ? "" : "table " + other.table() + " by ",
                  other));
    }
  }

  private static Optional<Lease> find(TopicSettings settings, String table, Duration look)
      throws IOException {
    Map<String, Object> quick = new HashMap<>();
    quick.put("default.api.timeout.ms", ANSWER_MILLIS);
    quick.put("request.timeout.ms", ANSWER_MILLIS);
    try (LeaseReader reader = new LeaseReader(settings, quick)) {
      if (!reader.hasTopic() || !isAnothers(reader.newest(), table)) {
        return Optional.empty();
      }
      return reader.next(look).filter(lease -> isAnothers(Optional.of(lease), table));
    }
  }

  private static boolean isAnothers(Optional<Lease> lease, String table) {
    return lease.isPresent() && lease.get().held() && !lease.get().holder().trains(table);
  }
}
