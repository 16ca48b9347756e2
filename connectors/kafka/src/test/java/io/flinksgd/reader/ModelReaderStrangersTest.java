// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.publication.Publication;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.Until;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("case")
final class ModelReaderStrangersTest {
  private static final String TOPIC = "reader-strangers";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private KafkaProducer<byte[], byte[]> producer;

  private void write(byte[] key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(TOPIC, key, value)).get();
  }

  private void write(List<Publication> publications) throws Exception {
    for (Publication each : publications) {
      write(ModelRecord.key(each), ModelRecord.value(each));
    }
  }

  @Test
  void whatOthersWriteLeavesTheVersionInUse() throws Exception {
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.model(TOPIC);
    }
    MadeUpTraining training = new MadeUpTraining(1);
    try (ModelReader reader = ModelReader.follow(SharedBroker.client(), TOPIC);
        KafkaProducer<byte[], byte[]> opened = SharedBroker.producer(Map.of())) {
      producer = opened;
      write(training.cut(1, 0, 1));
      assertThat(reader.awaitVersion(1, PATIENCE).version()).isEqualTo(1);
      List<Publication> next = training.cut(2, 0);
      write("hello".getBytes(StandardCharsets.UTF_8), "{}".getBytes(StandardCharsets.UTF_8));
      write(new byte[] {'M'}, new byte[] {1, 2, 3});
      write(new byte[] {'P', 0, 0, 0, 0}, new byte[9]);
      write(new byte[0], new byte[0]);
      Until.holds("4 refusals", () -> reader.refusals() >= 4);
      Case.equal("strangers", "4 foreign records on a model topic: refused", 4L, reader.refusals());
      Case.equal("strangers", "the version in use then", 1L, reader.version());
      assertThat(reader.failure()).isPresent();
      write(next);
      training.assertEquals(reader.awaitVersion(2, PATIENCE));
      assertThat(reader.failure()).isEmpty();
    }
  }
}
