// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.client;

import io.flinksgd.argument.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Which properties of Kafka's clients are the user's to set. */
final class ClientRules {
  /** Properties of Flink's connector, and those that Kafka's lists lack. */
  private static final Set<String> MORE =
      Set.of(
          "partition.discovery.interval.ms",
          "commit.offsets.on.checkpoint",
          "client.id.prefix",
          "register.consumer.metrics",
          "register.producer.metrics",
          "config.providers");

  /** Letters that may be wrong in a misspelt name. */
  private static final int CLOSE = 2;

  /** What a property must be, if it is given, and why or by what it is set instead. */
  private record Rule(Predicate<String> holds, String words) {}

  private static final Map<String, Rule> RULES =
      Map.of(
          "isolation.level",
          only("read_committed", "or records of transactions that were aborted are learned from"),
          "acks",
          new Rule(
              acks -> acks.equals("all") || acks.equals("-1"),
              "must be all, or what is committed may be lost"),
          "enable.idempotence",
          only("true", "or records may be written twice"),
          "enable.auto.commit",
          only("false", "for offsets are committed with checkpoints"),
          "transactional.id",
          never("the sinks name their transactions by topic and job"),
          "key.deserializer",
          never("records are read as bytes"),
          "value.deserializer",
          never("the format of records is an option of its own"),
          "key.serializer",
          never("records are written as bytes"),
          "value.serializer",
          never("records are written as bytes"));

  private ClientRules() {}

  private static Rule only(String value, String why) {
    return new Rule(value::equalsIgnoreCase, "must be " + value + ", " + why);
  }

  private static Rule never(String why) {
    return new Rule(value -> false, "must not be given: " + why);
  }

  /**
   * Refuses properties that break a guarantee, that are set elsewhere, or whose names no client
   * knows while they are almost those of known ones.
   *
   * @param known the names of all properties of Kafka's clients
   * @param elsewhere what options set; to repeat it does no harm
   */
  static void check(Map<String, String> properties, Set<String> known, List<Elsewhere> elsewhere) {
    new TreeMap<>(properties)
        .forEach(
            (name, value) -> {
              Rule rule = RULES.get(name);
              if (rule != null && !rule.holds().test(value.trim())) {
                throw new IllegalArgumentException(
                    "%1$s %2$s: property %1$s=%3$s".formatted(name, rule.words(), value));
              }
              elsewhere.stream()
                  .filter(e -> e.property().equals(name) && !value.trim().equals(e.value()))
                  .forEach(e -> refuse(name, e));
              meant(name, known)
                  .ifPresent(
                      other -> {
                        throw new IllegalArgumentException(
                            "property must be one that Kafka's clients know: property=%s; did you mean %s?"
                                .formatted(name, other));
                      });
            });
  }

  /** No value is said: it stands beside secrets. */
  private static void refuse(String name, Elsewhere elsewhere) {
    throw new IllegalArgumentException(
        "property %s must not differ from %s, which sets it".formatted(name, elsewhere.option()));
  }

  /** A property that an option sets to {@code value}. */
  record Elsewhere(String property, String option, String value) {}

  /** The known name that {@code name} was meant to be. */
  private static Optional<String> meant(String name, Set<String> known) {
    if (known.contains(name) || MORE.contains(name)) {
      return Optional.empty();
    }
    return Nearest.of(name, known, CLOSE);
  }
}
