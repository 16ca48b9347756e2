// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import io.flinksgd.testing.Case;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code train} is killed, stopped, and started again by the same command. */
@Timeout(180)
final class TrainRestartTest {
  private static final String TOPIC = "clicks";
  private static final int ROWS = 400;

  @TempDir private Path output;
  private final List<String> predicted = new ArrayList<>();
  private final ObjectMapper json = new ObjectMapper();

  @Test
  @Tag("case")
  void aKilledRunIsGoneOnWithAndEveryRecordIsPredictedOnce() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = KafkaTopics.connect(broker.bootstrapServers());
        KafkaConsumer<byte[], byte[]> predictions = consumer(broker)) {
      topics.log(TOPIC, 1, Duration.ofDays(1));
      feed(broker);
      Process killed = process(broker);
      awaitPredictions(predictions, ROWS);
      feed(broker);
      assertThat(killed.destroyForcibly().waitFor()).isEqualTo(137);

      StringWriter again = new StringWriter();
      CompletableFuture<Integer> code = new CompletableFuture<>();
      Thread second = new Thread(() -> code.complete(run(again, broker)), "second");
      second.start();
      awaitPredictions(predictions, 2 * ROWS);
      second.interrupt();
      assertThat(code.get()).isEqualTo(130);
      assertThat(again.toString())
          .contains("goes on from checkpoint ", "; --restore none begins anew")
          .contains("has been stopped: ", "The same command goes on from checkpoint ");

      feed(broker);
      StringWriter last = new StringWriter();
      assertThat(run(last, broker, "--bounded")).isZero();
      assertThat(last.toString()).contains("goes on from checkpoint ", "has ended: ");
      awaitPredictions(predictions, 3 * ROWS);
      Case.equal(
          "withstanding",
          "train, killed by kill -9, stopped, each time started again: predictions of 1200 records",
          3 * ROWS,
          predicted.size());
      Case.equal(
          "withstanding",
          "train, killed by kill -9, stopped, each time started again: records predicted",
          3 * ROWS,
          new HashSet<>(predicted).size());
      try (Stream<Path> left = Files.walk(output)) {
        assertThat(left.map(path -> path.getFileName().toString()))
            .noneMatch(name -> name.startsWith("chk-") || name.startsWith("run-"));
      }
    }
  }

  private String[] command(EmbeddedBroker broker, String... more) {
    List<String> command = new ArrayList<>(List.of("train", "--topic", TOPIC));
    command.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
    command.addAll(List.of("--model-topic", "model", "--predictions-topic", "predictions"));
    command.addAll(List.of("--checkpoint-interval", "500ms", "--parallelism", "1"));
    command.addAll(List.of("--output", output.toString()));
    command.addAll(List.of(more));
    return command.toArray(String[]::new);
  }

  private Process process(EmbeddedBroker broker) throws Exception {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(java::add);
    java.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
    java.addAll(List.of("-cp", System.getProperty("java.class.path")));
    java.add(FlinkSgd.class.getName());
    java.addAll(List.of(command(broker)));
    return new ProcessBuilder(java)
        .redirectErrorStream(true)
        .redirectOutput(output.resolve("out").toFile())
        .start();
  }

  private int run(StringWriter out, EmbeddedBroker broker, String... more) {
    CommandLine line = FlinkSgd.commandLine();
    PrintWriter both = new PrintWriter(out, true);
    return line.setOut(both).setErr(both).execute(command(broker, more));
  }

  private static void feed(EmbeddedBroker broker) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < ROWS; i++) {
        byte[] value = "{\"label\":%d,\"x\":1}".formatted(i % 2).getBytes(UTF_8);
        var unused = producer.send(new ProducerRecord<>(TOPIC, value));
      }
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(EmbeddedBroker broker) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private void awaitPredictions(KafkaConsumer<byte[], byte[]> predictions, int rows)
      throws Exception {
    TopicPartition only = new TopicPartition("predictions", 0);
    if (predictions.assignment().isEmpty()) {
      predictions.assign(List.of(only));
    }
    // to the end, so that what is there twice is seen
    while (predicted.size() < rows
        || predictions.position(only) < predictions.endOffsets(List.of(only)).get(only)) {
      for (ConsumerRecord<byte[], byte[]> record : predictions.poll(Duration.ofMillis(50))) {
        JsonNode prediction = json.readTree(record.value());
        predicted.add(prediction.get("partition") + "@" + prediction.get("offset"));
      }
    }
  }
}
