// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedBrokerTest {

  @Test
  void usageExample() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Admin admin = Admin.create(client)) {
        admin.createTopics(List.of(new NewTopic("greetings", 1, (short) 1))).all().get();
      }
      send(client, "hello");
      assertThat(receive(client)).isEqualTo("hello");
    }
  }

  @Test
  void dataInNamedDirectoryOutlivesBroker(@TempDir Path directory) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, BrokerOptions.small())) {
      Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Admin admin = Admin.create(client)) {
        admin.createTopics(List.of(new NewTopic("greetings", 1, (short) 1))).all().get();
      }
      send(client, "still here");
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, BrokerOptions.small())) {
      assertThat(receive(Map.of("bootstrap.servers", broker.bootstrapServers())))
          .isEqualTo("still here");
    }
  }

  @Test
  void killedParentLeavesNoChildAndNoData() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
      Path data = Path.of(lines.readLine());
      assertThat(data).exists();
      parent.destroyForcibly().waitFor();
      child.onExit().get(30, TimeUnit.SECONDS);
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void failureNamesRuleAndQuotesChild() {
    BrokerOptions wrong = BrokerOptions.small().withSettings(Map.of("num.io.threads", "none"));
    assertThatThrownBy(() -> EmbeddedBroker.start(wrong))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broker must start")
        .hasMessageContaining("num.io.threads");
  }

  @Test
  void flinkAndItsScalaStayOutOfChild() {
    assertThat(EmbeddedBroker.servesBroker("flink-runtime-2.2.1.jar")).isFalse();
    assertThat(EmbeddedBroker.servesBroker("scala-library-2.12.20.jar")).isFalse();
    assertThat(EmbeddedBroker.servesBroker("flink-table-planner_2.12-2.2.1.jar")).isFalse();
    assertThat(EmbeddedBroker.servesBroker("flink-sgd-kafka-embedded-0.1.jar")).isTrue();
    assertThat(EmbeddedBroker.servesBroker("kafka_2.13-4.2.0.jar")).isTrue();
  }

  private static void send(Map<String, Object> client, String text) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>("greetings", text)).get();
    }
  }

  private static String receive(Map<String, Object> client) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition("greetings", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          return record.value();
        }
      }
      throw new AssertionError("no record within 30 s");
    }
  }

  /** A process that starts a broker and is killed. */
  static final class Parent {
    private Parent() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
      EmbeddedBroker broker = EmbeddedBroker.start();
      System.out.println(broker.process().pid());
      System.out.println(broker.directory());
      Thread.currentThread().join();
    }
  }
}
