// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.kafka.testing.SharedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class KafkaTopicsTest {

  @Test
  void usageExample() {
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.log("impressions", 3, Duration.ofDays(1));
      topics.model("impressions-model");
      assertThat(topics.partitions("impressions")).isEqualTo(3);
      assertThat(topics.partitions("impressions-model")).isEqualTo(1);
    }
  }

  @Test
  void existingTopicsAreLeftAsTheyAre() {
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.log("twice", 2, Duration.ofDays(1));
      topics.log("twice", 5, Duration.ofDays(1));
      assertThat(topics.partitions("twice")).isEqualTo(2);
      topics.model("model-twice");
      topics.model("model-twice");
    }
  }

  @Test
  void modelTopicMustBeCompacted() {
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.log("not-compacted", 1, Duration.ofDays(1));
      assertThatThrownBy(() -> topics.model("not-compacted"))
          .hasMessage("model topic must be compacted: topic=not-compacted, cleanup.policy=delete");
    }
  }

  @Test
  void missingTopicIsNamed() {
    try (KafkaTopics topics = SharedBroker.topics()) {
      assertThatThrownBy(() -> topics.partitions("nowhere"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("topic must exist: topic=nowhere");
    }
  }

  @Test
  void unreachableBrokerIsNamed() throws IOException {
    String address;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = "127.0.0.1:" + socket.getLocalPort();
    }
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", address);
    client.setProperty("request.timeout.ms", "500");
    client.setProperty("default.api.timeout.ms", "1000");
    try (KafkaTopics topics = KafkaTopics.connect(client)) {
      assertThatThrownBy(() -> topics.partitions("any"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("broker must be reachable: bootstrap.servers=" + address);
    }
    assertThatThrownBy(() -> KafkaTopics.connect("no-such-host.invalid:9092"))
        .hasMessageStartingWith(
            "broker must be reachable: bootstrap.servers=no-such-host.invalid:9092");
  }
}
