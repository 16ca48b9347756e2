// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.kafka.example.ExampleStreams;
import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.kafka.format.ExampleParser;
import io.flinksgd.kafka.format.RawRecord;
import io.flinksgd.kafka.report.KafkaVersions;
import io.flinksgd.kafka.report.ProgressReports;
import io.flinksgd.publication.Publication.ArtifactPart;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.function.IntFunction;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;

/**
 * Reads what strangers may write, far more of it than the heap of this JVM has, and prints how much
 * was read. A program, for a heap of its own.
 */
final class SmallHeap {
  private static final int MEGABYTE = 1 << 20;
  private static final int RECORDS = 16;

  private SmallHeap() {}

  /**
   * No arguments; or a broker's address and the topic of a model, of which version 2 is read; or
   * these of a topic of examples, and "examples"; or these of the topics of a model and of reports,
   * and "tables".
   */
  public static void main(String... arguments) throws Exception {
    if (arguments.length == 4) {
      tables(arguments[0], arguments[1], arguments[2]);
      return;
    }
    if (arguments.length == 3) {
      examples(arguments[0], arguments[1]);
      return;
    }
    if (arguments.length == 2) {
      model(arguments[0], arguments[1]);
      return;
    }
    json(RECORDS, "names", i -> "\"" + i + "\":1,");
    json(RECORDS, "names with escapes", i -> "\"\\n" + i + "\":1,");
    json(
        4 * RECORDS, "names of 40,000 characters", i -> "\"\\n" + "x".repeat(40_000) + i + "\":1,");
    json(RECORDS, "categories", i -> "\"ad" + i % 100 + "\":\"\\t" + i + "\",");
    json(RECORDS, "members of an object", i -> "\"o" + i % 3 + "\":{\"" + i + "\":1},");
    reports();
    pages();
    parts();
  }

  private static void model(String address, String topic) throws Exception {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", address);
    try (ModelReader reader = ModelReader.follow(client, topic)) {
      long version = reader.awaitVersion(2, Duration.ofMinutes(2)).version();
      System.out.println("version " + version + ", refused " + reader.refusals());
    }
  }

  @SuppressWarnings("try") // closing may be interrupted
  private static void examples(String address, String topic) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    env.getConfig().enableObjectReuse();
    ExampleStreams read =
        KafkaExamples.from(address, topic)
            .hashed(FeatureHasher.parse("hash:bits=18"))
            .endingAt("latest")
            .in(env);
    DataStream<String> said =
        read.examples()
            .map(example -> "example " + example.origin().offset())
            .returns(Types.STRING)
            .union(
                read.rejected()
                    .map(r -> r.reason() + " " + r.origin().offset() + " " + r.detail())
                    .returns(Types.STRING));
    try (CloseableIterator<String> lines = said.executeAndCollect()) {
      lines.forEachRemaining(System.out::println);
    }
  }

  @SuppressWarnings("try") // closing may be interrupted
  private static void tables(String address, String model, String reports) throws Exception {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", address);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    DataStream<String> said =
        env.fromSource(
                KafkaVersions.source(client, model, true),
                WatermarkStrategy.noWatermarks(),
                "versions")
            .map(version -> "version " + ((Manifest) version).id().version())
            .union(
                env.fromSource(
                        ProgressReports.source(client, reports, true),
                        WatermarkStrategy.noWatermarks(),
                        "reports")
                    .map(report -> "report " + report.get("at").longValue()));
    try (CloseableIterator<String> lines = said.executeAndCollect()) {
      lines.forEachRemaining(System.out::println);
    }
  }

  /** Records of a megabyte, of members that no other has. */
  private static void json(int records, String what, IntFunction<String> member) {
    ExampleParser parser =
        ExampleParser.json(
            ExampleFields.standard(),
            FeatureHasher.parse("hash:bits=18,namespaces=own").row(),
            2 * MEGABYTE);
    int next = 0;
    long features = 0;
    for (int record = 0; record < records; record++) {
      StringBuilder json = new StringBuilder("{");
      while (json.length() < MEGABYTE) {
        json.append(member.apply(next++));
      }
      byte[] bytes = json.append("\"label\":1}").toString().getBytes(StandardCharsets.UTF_8);
      features += parser.parse(new RawRecord("t", 0, record, 0, null, bytes)).features().size();
    }
    System.out.println("read " + records + " MB of " + what + (features > 0 ? "" : ": nothing"));
  }

  private static void reports() throws Exception {
    int next = 0;
    for (int report = 0; report < 16 * RECORDS; report++) {
      StringBuilder json = new StringBuilder("{\"at\":1,\"examples\":1");
      while (json.length() < 65_000) {
        json.append(",\"n").append(next++).append("\":1");
      }
      ProgressReports.parse(json.append("}").toString().getBytes(StandardCharsets.UTF_8));
    }
    System.out.println("read " + RECORDS + " MB of reports");
  }

  private static void pages() {
    ModelVersions versions = new ModelVersions(ModelReader.defaultMaxBytes());
    int pages = 300_000;
    for (int page = 0; page < pages; page++) {
      versions.accept(new Page(1, 1, 1, page, page, new float[] {1f}), page);
    }
    for (int attempt = 0; attempt < pages; attempt++) {
      versions.accept(new Page(1, attempt, 1, 7, 7, new float[] {1f}), pages + attempt);
    }
    System.out.println("read " + 2 * pages + " pages");
  }

  private static void parts() {
    Artifacts artifacts = new Artifacts(ModelReader.defaultMaxBytes());
    int parts = 65_536;
    for (int part = 0; part < parts - 1; part++) {
      artifacts.add(new ArtifactPart("a", part, parts, new byte[1]));
    }
    int refused = 0;
    for (int part = 0; part < RECORDS; part++) {
      try {
        artifacts.add(new ArtifactPart("b", part, parts, new byte[MEGABYTE]));
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    System.out.println("read " + parts + " parts" + (refused > 0 ? "" : ": all"));
  }
}
