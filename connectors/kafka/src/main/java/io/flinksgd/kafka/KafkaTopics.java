package io.flinksgd.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Checks topics and creates those that are missing. Every call ends within half a minute; one that
 * fails says which rule was broken: {@code broker must be reachable: bootstrap.servers=...}, {@code
 * topic must exist: topic=...}.
 */
public final class KafkaTopics implements AutoCloseable {
  /** Largest record of a model topic: a page of a million coordinates takes half of it. */
  static final int MAX_MESSAGE_BYTES = 8 << 20;

  private static final String REQUEST_MILLIS = "6000";
  private static final String CALL_MILLIS = "12000";

  private static final int PROPAGATION_TRIES = 200;
  private static final long PROPAGATION_NANOS = 20_000_000;

  private final Admin admin;
  private final Object bootstrapServers;

  private KafkaTopics(Admin admin, Object bootstrapServers) {
    this.admin = admin;
    this.bootstrapServers = bootstrapServers;
  }

  /** Connects to the broker; {@code properties} are those of a Kafka client. */
  public static KafkaTopics connect(Properties properties) {
    Map<String, Object> client = new HashMap<>();
    properties.stringPropertyNames().forEach(n -> client.put(n, properties.getProperty(n)));
    client.put("request.timeout.ms", REQUEST_MILLIS);
    client.put("default.api.timeout.ms", CALL_MILLIS);
    Object servers = client.get("bootstrap.servers");
    try {
      return new KafkaTopics(Admin.create(client), servers);
    } catch (KafkaException e) {
      if (e.getCause() instanceof ConfigException) {
        throw unreachable(servers, e); // No address of the list can be resolved.
      }
      throw e;
    }
  }

  /** As {@link #connect(Properties)}, with nothing but an address. */
  public static KafkaTopics connect(String bootstrapServers) {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", bootstrapServers);
    return connect(properties);
  }

  /** Number of partitions of {@code topic}, which must exist. */
  public int partitions(String topic) {
    return describe(topic)
        .orElseThrow(() -> new IllegalStateException("topic must exist: topic=" + topic))
        .partitions()
        .size();
  }

  /**
   * Makes {@code topic} fit for models if it is missing: one partition, compacted, records up to 8
   * MB.
   *
   * @throws IllegalStateException if it exists and is not compacted: pages would be deleted by age
   */
  public void model(String topic) {
    if (describe(topic).isPresent()) {
      String policy = setting(topic, "cleanup.policy");
      if (!"compact".equals(policy)) {
        throw new IllegalStateException(
            "model topic must be compacted: topic=" + topic + ", cleanup.policy=" + policy);
      }
      return;
    }
    create(
        topic,
        1,
        Map.of(
            "cleanup.policy", "compact",
            // Old copies of pages go soon, so that a new reader has little to read.
            "min.cleanable.dirty.ratio", "0.3",
            "segment.ms", "3600000",
            "segment.bytes", Integer.toString(64 << 20),
            "max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES)));
  }

  /** Makes {@code topic} if it is missing; its records are deleted after {@code retention}. */
  public void log(String topic, int partitions, Duration retention) {
    if (describe(topic).isEmpty()) {
      create(
          topic,
          partitions,
          Map.of("cleanup.policy", "delete", "retention.ms", Long.toString(retention.toMillis())));
    }
  }

  private void create(String topic, int partitions, Map<String, String> settings) {
    NewTopic request =
        new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(settings);
    try {
      await(admin.createTopics(List.of(request)).all());
    } catch (TopicExistsException e) {
      return; // Somebody else was faster, and made what we wanted.
    }
    // The controller knows the topic now; the broker that is asked next learns of it a little
    // later.
    for (int i = 0; i < PROPAGATION_TRIES && describe(topic).isEmpty(); i++) {
      LockSupport.parkNanos(PROPAGATION_NANOS);
    }
  }

  private Optional<TopicDescription> describe(String topic) {
    try {
      return Optional.of(await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  private String setting(String topic, String name) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = await(admin.describeConfigs(List.of(resource)).all()).get(resource);
    return config.get(name).value();
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the broker", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw unreachable(bootstrapServers, e.getCause());
      }
      if (e.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static IllegalStateException unreachable(Object servers, Throwable cause) {
    return new IllegalStateException(
        "broker must be reachable: bootstrap.servers=" + servers + " (" + cause.getMessage() + ")",
        cause);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
