// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.kafka.testing.SlowBroker;
import io.flinksgd.testing.Case;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Partitions that are looked for again before the last answer has come. */
@Tag("case")
final class SlowDiscoveryTest {
  private static final String TOPIC = "slow-discovery";
  private static final int ROUND_TRIPS = 20;

  @Test
  void eachPartitionIsReadByOneReaderFromItsBeginning() throws Exception {
    try (KafkaTopics topics = SharedBroker.topics();
        SlowBroker slow = new SlowBroker(SharedBroker.address());
        Coordinator coordinator = new Coordinator()) {
      topics.log(TOPIC, 3, Duration.ofDays(1));
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> enumerator =
          source(slow.address()).createEnumerator(new WaitingContext(coordinator));
      coordinator.runInCoordinatorThread(enumerator::start);
      coordinator.runInCoordinatorThread(() -> enumerator.addReader(0));
      for (int i = 0; i < ROUND_TRIPS; i++) { // in which it is time to look again, many times over
        assertThat(topics.partitions(TOPIC)).isEqualTo(3);
      }
      slow.answer();
      coordinator.awaitAssigned(3);
      coordinator.awaitAnswers(ROUND_TRIPS);
      List<String> assigned = coordinator.assigned();
      Case.equal(
          "kafka",
          "partitions of a topic, looked for every ms, the broker's first answer late: assigned",
          List.of(TOPIC + "-0", TOPIC + "-1", TOPIC + "-2"),
          assigned);
      coordinator.runInCoordinatorThread(
          () -> {
            try {
              enumerator.close();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private static KafkaSource<byte[]> source(String servers) {
    Properties client = new Properties();
    client.setProperty("partition.discovery.interval.ms", "1");
    return KafkaSource.<byte[]>builder()
        .setBootstrapServers(servers)
        .setTopics(TOPIC)
        .setProperties(client)
        .setDeserializer(KafkaRecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class))
        .build();
  }
}
