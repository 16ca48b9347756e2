// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.report;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.kafka.client.ClientProperties;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.reader.MadeUpTraining;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.ModelRecord;
import io.flinksgd.testing.Case;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client must know stands in a file, and not in its properties. */
@Tag("case")
final class SecretsTest {
  private static final String TOPIC = "secrets";

  @TempDir private Path directory;

  @Test
  void clientsFindInAFileWhatTheirPropertiesOnlyName() throws Exception {
    Path secret = Files.writeString(directory.resolve("kafka"), "at=" + SharedBroker.address());
    Path file =
        Files.writeString(
            directory.resolve("client.properties"),
            String.join(
                "\n",
                "config.providers=file",
                "config.providers.file.class="
                    + "org.apache.kafka.common.config.provider.FileConfigProvider",
                "bootstrap.servers=${file:" + secret + ":at}"),
            StandardCharsets.UTF_8);
    Properties client = new Properties();
    client.putAll(ClientProperties.load(file.toString()));
    try (KafkaTopics topics = KafkaTopics.connect(client)) {
      topics.model(TOPIC);
      Case.equal("secrets", "the address by ${file:...}: partitions", 1, topics.partitions(TOPIC));
    }
    MadeUpTraining training = new MadeUpTraining(1);
    try (KafkaProducer<byte[], byte[]> producer = SharedBroker.producer(Map.of())) {
      for (var each : training.cut(1, 0)) {
        producer
            .send(new ProducerRecord<>(TOPIC, ModelRecord.key(each), ModelRecord.value(each)))
            .get();
      }
    }
    try (ModelReader reader = ModelReader.follow(client, TOPIC)) {
      long version = reader.awaitVersion(1, Duration.ofSeconds(30)).version();
      Case.equal("secrets", "the address by ${file:...}: a reader's version", 1L, version);
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    int versions =
        env.fromSource(
                KafkaVersions.source(client, TOPIC, true),
                WatermarkStrategy.noWatermarks(),
                "versions")
            .executeAndCollect(10)
            .size();
    Case.equal("secrets", "the address by ${file:...}: versions by Flink's source", 1, versions);
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    String missing = directory.resolve("none").toString();
    assertThatThrownBy(() -> ClientProperties.load(missing))
        .hasMessage(
            "properties-file must be a readable file of properties in UTF-8: properties-file="
                + missing
                + " (NoSuchFileException)");
  }

  @Test
  void noErrorSaysAValue() throws Exception {
    Path file = Files.writeString(directory.resolve("broken"), "ssl.key.password=hunter2\\u00zz\n");
    assertThatThrownBy(() -> ClientProperties.load(file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .satisfies(
            e ->
                Case.holds(
                    "secrets",
                    "a broken file",
                    "no value",
                    e.getMessage(),
                    !e.getMessage().contains("hunter2")));
  }
}
