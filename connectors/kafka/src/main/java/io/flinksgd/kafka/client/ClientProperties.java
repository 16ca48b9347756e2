// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.client;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.TemporaryClassLoaderContext;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Properties of Kafka's clients: reads them from a file, and checks them. */
public final class ClientProperties {
  /** What the clients themselves never show. */
  private static final Set<String> SECRETS = names(key -> key.type == ConfigDef.Type.PASSWORD);

  private static final Set<String> KNOWN = names(key -> true);

  /** How long Kafka's clients wait for an answer in all, unless a property says so. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private ClientProperties() {}

  /** Kafka looks for its classes by the thread's loader, which in a planner of SQL has no jars. */
  @SuppressWarnings("try") // it is there to be closed
  private static Set<String> names(Predicate<ConfigDef.ConfigKey> which) {
    try (var unused = TemporaryClassLoaderContext.of(ClientProperties.class.getClassLoader())) {
      return Stream.of(
              AdminClientConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef())
          .flatMap(definitions -> definitions.configKeys().values().stream())
          .filter(which)
          .map(key -> key.name)
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  /** Whether Kafka takes the value of {@code name} for a secret, as it does a private key. */
  public static boolean isSecret(String name) {
    return SECRETS.contains(name);
  }

  /**
   * Refuses properties that break a guarantee of this library, that it sets itself, or whose names
   * are misspelt.
   *
   * @throws IllegalArgumentException with rule and name
   */
  public static void check(Map<String, String> properties) {
    ClientRules.check(properties, KNOWN, List.of());
  }

  /**
   * As above, where options set the servers and the consumer group; properties may repeat them.
   *
   * @param group null where no option sets it
   */
  public static void check(Map<String, String> properties, String bootstrapServers, String group) {
    List<ClientRules.Elsewhere> elsewhere = new ArrayList<>();
    elsewhere.add(
        new ClientRules.Elsewhere(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "bootstrap-servers", bootstrapServers));
    if (group != null) {
      elsewhere.add(new ClientRules.Elsewhere(CommonClientConfigs.GROUP_ID_CONFIG, "group", group));
    }
    ClientRules.check(properties, KNOWN, elsewhere);
  }

  /**
   * How long a client with these properties waits for a broker that is slow to answer: {@code
   * default.api.timeout.ms}.
   */
  public static Duration patience(Map<?, ?> client) {
    String millis = String.valueOf(client.get(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG));
    try {
      return Duration.ofMillis(Long.parseLong(millis.trim()));
    } catch (NumberFormatException e) {
      return PATIENCE; // it is not given, or by a name that only the client knows
    }
  }

  /**
   * What to throw if {@code failure} says that a client cannot be made of its properties, for
   * another reason than that no address can be resolved.
   */
  static Optional<IllegalArgumentException> wrong(KafkaException failure) {
    return ExceptionUtils.findThrowable(failure, ConfigException.class)
        .filter(e -> !e.getMessage().contains(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG))
        .map(
            e ->
                new IllegalArgumentException(
                    "properties must make a Kafka client: " + e.getMessage(), failure));
  }

  /**
   * Reads a file as {@link Properties#load(Reader)} does, in UTF-8.
   *
   * @param file null for no file, which has none
   * @throws IllegalArgumentException if it cannot be read; no value is said
   */
  public static Map<String, String> load(String file) {
    Properties read = new Properties();
    if (file != null) {
      try (Reader in = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
        read.load(in);
      } catch (IOException | IllegalArgumentException e) {
        String reason =
            e instanceof InvalidPathException ? "no path" : e.getClass().getSimpleName();
        throw new IllegalArgumentException(
            "properties-file must be a readable file of properties in UTF-8: properties-file=%s (%s)"
                .formatted(file, reason),
            e instanceof IOException ? e : null);
      }
    }
    Map<String, String> properties = new HashMap<>();
    read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    return properties;
  }
}
