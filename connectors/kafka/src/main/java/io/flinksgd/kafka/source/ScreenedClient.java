// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a consumer and its network, and has a {@link BatchScreen} look at the records of
 * each answer before the consumer does. Kafka's clients have no place for that, so the private
 * field in which a consumer keeps its network is replaced. Only consumers of {@code group.protocol}
 * classic have it.
 *
 * <p>Called by the consumer, by one thread at a time.
 */
final class ScreenedClient implements InvocationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ScreenedClient.class);

  /** A partition by the id of its topic, as answers name it. */
  private record Id(Uuid topic, int partition) {}

  private final KafkaClient client;
  private final BatchScreen screen;
  private final Map<Id, TopicPartition> names = new HashMap<>();
  private final Map<TopicPartition, Long> askedFor = new HashMap<>();

  private ScreenedClient(KafkaClient client, BatchScreen screen) {
    this.client = client;
    this.screen = screen;
  }

  /**
   * Has the consumers of Flink's {@code reader} keep to {@code limits}.
   *
   * @param records most records that they take at once
   */
  static <R extends SourceReader<?, ?>> R install(R reader, UnpackedLimits limits, int records) {
    try {
      Object fetchers = PrivateFields.get(reader, "splitFetcherManager", Object.class);
      Supplier<?> readers = PrivateFields.get(fetchers, "splitReaderFactory", Supplier.class);
      Supplier<?> screened =
          () -> {
            Object split = readers.get();
            try {
              install(PrivateFields.get(split, "consumer", KafkaConsumer.class), limits, records);
            } catch (ReflectiveOperationException | RuntimeException e) {
              warn(e);
            }
            return split;
          };
      PrivateFields.set(fetchers, "splitReaderFactory", screened);
    } catch (ReflectiveOperationException | RuntimeException e) {
      warn(e);
    }
    return reader;
  }

  private static void install(KafkaConsumer<?, ?> consumer, UnpackedLimits limits, int records)
      throws ReflectiveOperationException {
    Object delegate = PrivateFields.get(consumer, "delegate", Object.class);
    Object network = PrivateFields.get(delegate, "client", Object.class);
    KafkaClient client = PrivateFields.get(network, "client", KafkaClient.class);
    BatchScreen screen = new BatchScreen(limits, Runtime.getRuntime().maxMemory(), records);
    Object screened =
        Proxy.newProxyInstance(
            KafkaClient.class.getClassLoader(),
            new Class<?>[] {KafkaClient.class},
            new ScreenedClient(client, screen));
    PrivateFields.set(network, "client", screened);
  }

  private static void warn(Exception e) {
    LOG.warn(
        "A compressed record that is larger than the heap will fail the job: these Kafka clients"
            + " are of a version whose batches cannot be looked at before they are unpacked",
        e);
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("send") && arguments[0] instanceof ClientRequest request) {
      ask(request);
    }
    Object result;
    try {
      result = method.invoke(client, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (method.getName().equals("poll") && result instanceof List<?> responses) {
      responses.forEach(this::answer);
    } else if (method.getName().equals("close") && arguments == null) {
      screen.close();
    }
    return result;
  }

  /** What is not asked for again stays as it was asked for: fetch sessions are increments. */
  private void ask(ClientRequest request) {
    if (request.requestBuilder() instanceof FetchRequest.Builder fetch) {
      fetch
          .fetchData()
          .forEach(
              (partition, data) -> {
                names.put(new Id(data.topicId, partition.partition()), partition);
                askedFor.put(partition, data.fetchOffset);
              });
    }
  }

  private void answer(Object response) {
    if (response instanceof ClientResponse answer
        && answer.responseBody() instanceof FetchResponse fetch) {
      for (FetchableTopicResponse topic : fetch.data().responses()) {
        for (PartitionData data : topic.partitions()) {
          if (data.records() instanceof MemoryRecords records) {
            answer(topic, data, records);
          }
        }
      }
    }
  }

  /** Answers of older brokers name the topic, others have its id. */
  private void answer(FetchableTopicResponse topic, PartitionData data, MemoryRecords records) {
    TopicPartition partition =
        topic.topic().isEmpty()
            ? names.get(new Id(topic.topicId(), data.partitionIndex()))
            : new TopicPartition(topic.topic(), data.partitionIndex());
    Long from = partition == null ? null : askedFor.get(partition);
    if (from != null) { // else nobody has asked, and the consumer will not look at it
      data.setRecords(screen.screen(partition, records, from, askedFor.size()));
    }
  }
}
