// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.publication.Publication;
import io.flinksgd.testing.Case;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Memory is paid for by input: what is read once is not kept. */
@Tag("case")
final class SmallHeapTest {
  private static final String HEAP = "-Xmx32m";

  private static String run(String heap, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SmallHeap.class.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** The client unpacks a record before anybody sees how large it is. */
  @Test
  void aRecordThatIsLargerThanTheHeapOnceItIsUnpackedIsLeftOut() throws Exception {
    String topic = "small-heap-model";
    String reports = "small-heap-reports";
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.model(topic);
      topics.log(reports, 1, Duration.ofDays(1));
    }
    int bytes = 80 << 20;
    Map<String, Object> large =
        Map.of(
            "compression.type", "gzip",
            "max.request.size", 2 * bytes,
            "buffer.memory", 2L * bytes);
    MadeUpTraining training = new MadeUpTraining(1);
    try (KafkaProducer<byte[], byte[]> producer = SharedBroker.producer(large)) {
      for (Publication each : training.cut(1, 0, 1)) {
        send(producer, topic, ModelRecord.key(each), ModelRecord.value(each));
      }
      send(producer, topic, new byte[] {'P', 0, 0, 9, 9}, new byte[bytes]);
      for (Publication each : training.cut(2, 1, 2)) {
        send(producer, topic, ModelRecord.key(each), ModelRecord.value(each));
      }
      byte[] key = {1};
      for (int at = 1; at <= 2; at++) {
        String report = "{\"at\":" + at + ",\"examples\":1}";
        send(producer, reports, key, report.getBytes(StandardCharsets.UTF_8));
        send(producer, reports, key, new byte[bytes]);
      }
    }
    String said = run("-Xmx64m", SharedBroker.address(), topic);
    Case.holds(
        "strangers",
        "80 MB of zeros in a record of 80 kB, a heap of 64 MB",
        "version 2, refused 1",
        said.lines().reduce((before, last) -> last).orElse(""),
        said.contains("version 2, refused 1"));
    String told = run("-Xmx72m", SharedBroker.address(), topic, reports, "tables");
    List<String> read =
        told.lines().filter(l -> l.startsWith("version ") || l.startsWith("report ")).toList();
    Case.holds(
        "strangers",
        "80 MB of zeros between versions and between reports, as tables, a heap of 72 MB",
        "versions 1 and 2, reports 1 and 2",
        String.join(", ", read),
        read.size() == 4
            && read.containsAll(List.of("version 1", "version 2", "report 1", "report 2")));
  }

  /** One record by which the heap would run out, and batches of many that do so together. */
  @Test
  void examplesThatAreLargerThanTheHeapOnceTheyAreUnpackedAreRejectedAndOthersAreRead()
      throws Exception {
    String topic = "small-heap-examples";
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.log(topic, 1, Duration.ofDays(1));
    }
    int bytes = 80 << 20;
    Map<String, Object> large =
        Map.of(
            "compression.type",
            "gzip",
            "max.request.size",
            2 * bytes,
            "batch.size",
            bytes,
            "linger.ms",
            60_000,
            "delivery.timeout.ms",
            200_000,
            "buffer.memory",
            3L * bytes);
    byte[] spaces = " ".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
    byte[] end = "{\"label\":1}".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(end, 0, spaces, spaces.length - end.length, end.length);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    records.add(new ProducerRecord<>(topic, end));
    records.add(new ProducerRecord<>(topic, new byte[bytes]));
    records.add(new ProducerRecord<>(topic, end));
    records.addAll(Collections.nCopies(3 * 72, new ProducerRecord<>(topic, spaces)));
    try (KafkaProducer<byte[], byte[]> producer = SharedBroker.producer(large)) {
      send(producer, records);
      abort(large, Collections.nCopies(72, new ProducerRecord<>(topic, spaces)));
      send(
          producer,
          List.of(
              new ProducerRecord<>(topic, new byte[bytes], end), new ProducerRecord<>(topic, end)));
    }
    String said = run("-Xmx72m", SharedBroker.address(), topic, "examples");
    List<String> lines =
        said.lines().filter(l -> l.startsWith("example ") || l.startsWith("OVERSIZED ")).toList();
    Case.holds(
        "strangers",
        "219 examples of up to a megabyte, one of 80 MB and one with a key of 80 MB, in compressed"
            + " batches, and 72 that were aborted, a heap of 72 MB",
        "219 read, 2 rejected as OVERSIZED",
        lines.stream().filter(l -> l.startsWith("example ")).count() + " read",
        lines.size() == 221
            && lines.stream().filter(l -> l.startsWith("example ")).distinct().count() == 219
            && lines.contains(
                "OVERSIZED 1 record must have at most 1048576 bytes: bytes=1048577 or more")
            && lines.stream().anyMatch(l -> l.startsWith("OVERSIZED 292 key must have")));
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) {
    for (ProducerRecord<byte[], byte[]> record : records) {
      var unused = producer.send(record); // its end is awaited below
    }
    producer.flush();
  }

  /** Sends them in a transaction that is aborted. */
  private static void abort(
      Map<String, Object> settings, List<ProducerRecord<byte[], byte[]>> records) {
    Map<String, Object> transactional = new HashMap<>(settings);
    transactional.put("transactional.id", "small-heap");
    try (KafkaProducer<byte[], byte[]> producer = SharedBroker.producer(transactional)) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, records);
      producer.abortTransaction();
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, byte[] key, byte[] value)
      throws Exception {
    producer.send(new ProducerRecord<>(topic, key, value)).get();
  }

  @Test
  void whatIsReadIsNotKept() throws Exception {
    String said = run(HEAP);
    for (String what :
        List.of(
            "16 MB of names",
            "16 MB of names with escapes",
            "64 MB of names of 40,000 characters",
            "16 MB of categories",
            "16 MB of members of an object",
            "16 MB of reports",
            "600000 pages",
            "65536 parts")) {
      boolean read = said.lines().anyMatch(("read " + what)::equals);
      Case.holds("strangers", what + ", a heap of 32 MB", "read", read ? "read" : said, read);
    }
  }
}
