// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.client;

import io.flinksgd.client.KafkaClasses;
import io.flinksgd.client.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks topics and creates those that are missing. A broker that is slow to answer is waited for
 * as long as the client's properties say, {@code default.api.timeout.ms} in all, a minute by
 * default, and {@code request.timeout.ms} for each answer. A call that fails says which rule was
 * broken: {@code broker must be reachable: bootstrap.servers=...}, {@code topic must exist:
 * topic=...}.
 */
public final class KafkaTopics implements AutoCloseable {
  /** Largest record of a model topic: a page of a million coordinates takes half of it. */
  public static final int MAX_MESSAGE_BYTES = 8 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);

  private static final String CLEANUP = "cleanup.policy";
  private static final String COMPACTED = "compact";

  /** Begins the name of a topic among other resources. */
  private static final String TOPIC = "topic ";

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
    Map<String, Object> client = new HashMap<>(KafkaClasses.texts(properties));
    Object servers = client.get("bootstrap.servers");
    try {
      return new KafkaTopics(Admin.create(client), servers);
    } catch (KafkaException e) {
      if (ExceptionUtils.findThrowable(e, ConfigException.class).isEmpty()) {
        throw e;
      }
      Optional<IllegalArgumentException> wrong = ClientProperties.wrong(e);
      if (wrong.isPresent()) {
        throw wrong.get();
      }
      throw unreachable(servers, e); // No address of the list can be resolved.
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
    return existing(topic).partitions().size();
  }

  /**
   * What distinguishes {@code topic}, which must exist, from one of its name that is created later.
   */
  public String id(String topic) {
    return existing(topic).topicId().toString();
  }

  /** What distinguishes this Kafka cluster from others, whatever addresses it has. */
  public String clusterId() {
    return await(admin.describeCluster().clusterId());
  }

  private TopicDescription existing(String topic) {
    return describe(topic)
        .orElseThrow(() -> new IllegalStateException("topic must exist: topic=" + topic));
  }

  /**
   * Makes {@code topic} fit for models if it is missing: one partition, compacted, records up to 8
   * MB. The broker's own settings stand in where it refuses these.
   *
   * @throws IllegalArgumentException if it exists and is not compacted: pages would be deleted by
   *     age
   */
  public void model(String topic) {
    if (describe(topic).isPresent()) {
      checkModel(topic);
      return;
    }
    create(
        topic,
        1,
        Map.of(
            CLEANUP,
            COMPACTED,
            // Old copies of pages go soon, so that a new reader has little to read.
            "min.cleanable.dirty.ratio",
            "0.3",
            "segment.ms",
            "3600000",
            "segment.bytes",
            Integer.toString(64 << 20),
            "max.message.bytes",
            Integer.toString(MAX_MESSAGE_BYTES)),
        Map.of(CLEANUP, COMPACTED));
  }

  /** Refuses a model topic whose records are deleted, if the broker says so. */
  public void checkModel(String topic) {
    String policy = policy(topic).orElse(COMPACTED);
    if (!COMPACTED.equals(policy)) {
      throw new IllegalArgumentException(
          "model topic must be compacted: topic=" + topic + ", cleanup.policy=" + policy);
    }
  }

  /**
   * Makes {@code topic} if it is missing; its records are deleted after {@code retention}, or when
   * the broker says, where it refuses such settings.
   */
  public void log(String topic, int partitions, Duration retention) {
    if (describe(topic).isEmpty()) {
      create(
          topic,
          partitions,
          Map.of(CLEANUP, "delete", "retention.ms", Long.toString(retention.toMillis())),
          Map.of());
    }
  }

  /**
   * Refuses transactions that are longer than the broker allows.
   *
   * @throws IllegalArgumentException if {@code millis} is above its maximum; none if it does not
   *     say
   */
  public void checkTransactions(long millis) {
    Optional<Long> most = brokerSetting("transaction.max.timeout.ms").map(Long::parseLong);
    if (most.isPresent() && millis > most.get()) {
      throw new IllegalArgumentException(
          "transaction.timeout.ms must be <= the broker's transaction.max.timeout.ms=%d: transaction.timeout.ms=%d"
              .formatted(most.get(), millis));
    }
  }

  /** A setting of any broker, if it may be asked. */
  private Optional<String> brokerSetting(String name) {
    try {
      Node node = await(admin.describeCluster().nodes()).iterator().next();
      return setting(new ConfigResource(ConfigResource.Type.BROKER, node.idString()), name);
    } catch (AuthorizationException e) {
      return Optional.empty();
    }
  }

  /**
   * The transactions that have records on {@code topic} and have not ended, and how far each has
   * come: something that is the same as long as nothing more is written in it.
   */
  public Map<TransactionalId, String> openTransactions(String topic) {
    List<TopicPartition> partitions =
        describe(topic).stream()
            .flatMap(description -> description.partitions().stream())
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    Map<Long, String> producers = new HashMap<>();
    await(admin.describeProducers(partitions).all(), "READ", TOPIC + topic)
        .forEach(
            (partition, state) ->
                state.activeProducers().stream()
                    .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                    .forEach(
                        p -> producers.merge(p.producerId(), partition + " " + p, String::concat)));
    Map<TransactionalId, String> open = new HashMap<>();
    if (!producers.isEmpty()) { // no filter would be all of the cluster
      ListTransactionsOptions theirs =
          new ListTransactionsOptions().filterProducerIds(producers.keySet());
      for (TransactionListing listing : await(admin.listTransactions(theirs).all())) {
        open.put(
            new TransactionalId(listing.transactionalId()), producers.get(listing.producerId()));
      }
    }
    return open;
  }

  /** What Kafka knows of a transactional id, if it knows it. */
  public Optional<TransactionDescription> transaction(String transactionalId) {
    try {
      return Optional.of(
          await(
              admin.describeTransactions(List.of(transactionalId)).description(transactionalId),
              "DESCRIBE",
              "transactional id " + transactionalId));
    } catch (TransactionalIdNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Ends transactions of other jobs. Each leaves a mark, by which its job knows what became of it
   * when it is restored.
   */
  public void endOthers(Collection<String> transactionalIds) {
    List<String> all = new ArrayList<>(transactionalIds);
    for (String id : transactionalIds) {
      transaction(id)
          .map(open -> TransactionalId.mark(id, open.producerId(), open.producerEpoch()))
          .ifPresent(all::add);
    }
    fence(all);
  }

  /** Ends transactions, and all producers that have ids of theirs. */
  public void fence(Collection<String> transactionalIds) {
    await(
        admin.fenceProducers(transactionalIds).all(),
        "WRITE",
        "transactional ids " + transactionalIds);
  }

  private void create(
      String topic, int partitions, Map<String, String> settings, Map<String, String> least) {
    try {
      create(topic, partitions, settings);
    } catch (PolicyViolationException | InvalidConfigurationException e) {
      LOG.warn(
          "topic {} is made with the broker's own settings and {}, because it refuses {}: {}",
          topic,
          least,
          settings,
          e.getMessage());
      create(topic, partitions, least);
    }
  }

  private void create(String topic, int partitions, Map<String, String> settings) {
    NewTopic request =
        new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(settings);
    try {
      await(admin.createTopics(List.of(request)).all(), "CREATE", TOPIC + topic);
    } catch (TopicExistsException e) {
      return; // Somebody else has just made it.
    }
    // The controller knows the topic now; the broker that is asked next learns of it a little
    // later.
    for (int i = 0; i < PROPAGATION_TRIES && describe(topic).isEmpty(); i++) {
      LockSupport.parkNanos(PROPAGATION_NANOS);
    }
  }

  private Optional<TopicDescription> describe(String topic) {
    TopicName.checked("topic", topic);
    try {
      var topics = admin.describeTopics(List.of(topic)).allTopicNames();
      return Optional.of(await(topics, "DESCRIBE", TOPIC + topic).get(topic));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  /** The topic's cleanup policy, if it may be asked. */
  private Optional<String> policy(String topic) {
    try {
      return setting(new ConfigResource(ConfigResource.Type.TOPIC, topic), CLEANUP);
    } catch (AuthorizationException e) {
      return Optional.empty();
    }
  }

  private Optional<String> setting(ConfigResource resource, String name) {
    Config config = await(admin.describeConfigs(List.of(resource)).all()).get(resource);
    return Optional.ofNullable(config.get(name)).map(ConfigEntry::value);
  }

  /** As below, and says which right is missing. */
  private <T> T await(KafkaFuture<T> future, String operation, String resource) {
    try {
      return await(future);
    } catch (AuthorizationException e) {
      throw Rights.missing(e, operation, resource).orElseThrow();
    }
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
      if (e.getCause() instanceof AuthenticationException denied) {
        throw new IllegalStateException(
            "broker must accept who the client says it is: bootstrap.servers=%s (%s)"
                .formatted(bootstrapServers, denied.getMessage()),
            denied);
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
