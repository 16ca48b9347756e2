// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import io.flinksgd.jobs.flights.Flights;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.testing.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job's jar is run and cancelled again and again on one cluster of separate processes, which
 * must not keep anything of it. {@code jobs/bin/resubmissions} prints the figures of ten times.
 */
class ResubmissionsIT {
  private static final int TIMES = Integer.getInteger("resubmissions", 3);
  private static final List<String> PROCESSES = List.of("JobManager", "tm");

  /** A task's last threads may end after its slot is free. */
  private static final int LOOKS = 30;

  /** About as many does a job load. */
  private static final int OWN_CLASSES = 2_700;

  @TempDir Path directory;

  @Test
  @Tag("case")
  @Timeout(900)
  @EnabledIfSystemProperty(named = "resubmissions", matches = "\\d+") // it takes half a minute
  void jobsLeaveNothingBehindOnTheCluster() throws Exception {
    List<List<Footprint>> footprints = new ArrayList<>();
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    Map<String, String> settings =
        Map.of(
            SessionCluster.JVM_OPTIONS,
            // caches behind soft references are no leaks, and a heap that grows hides native memory
            "-XX:SoftRefLRUPolicyMSPerMB=0 -Xms512m -Xmx512m -XX:+AlwaysPreTouch -Djava.io.tmpdir="
                + temporary,
            "io.tmp.dirs",
            temporary.toString(),
            "blob.service.cleanup.interval",
            "1",
            "jobstore.type", // what is shown of jobs that have ended
            "Memory");
    try (SessionCluster cluster =
            SessionCluster.start(directory, SessionCluster.fullLib(), settings);
        EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = KafkaTopics.connect(broker.bootstrapServers());
        Flights flights = Flights.open(null)) {
      cluster.startTaskManager();
      topics.log(TrainJarIT.TOPIC, 2, Duration.ofDays(1));
      TrainJarIT.feed(flights, broker);
      Rest rest = new Rest(cluster);
      String jar = rest.upload(ClusterJar.JOB.path());
      for (int time = 1; time <= TIMES; time++) {
        String job = rest.run(jar, "io.flinksgd.jobs.TrainJob", arguments(broker, time));
        awaitVersion(broker, "model-" + time);
        rest.cancel(job);
        if (time > 1) { // the first has loaded Flink's own classes
          List<Footprint> now = new ArrayList<>();
          for (String process : PROCESSES) {
            now.add(look(cluster, process, temporary));
          }
          footprints.add(now);
          print(time, now);
        }
      }
    }
    for (int p = 0; p < PROCESSES.size(); p++) {
      Footprint first = footprints.get(0).get(p);
      Footprint last = footprints.get(TIMES - 2).get(p);
      String input = TIMES + " resubmissions, " + PROCESSES.get(p) + ": ";
      // Java 17 itself keeps those of records that were compared or hashed last, until the next are
      atMost(input + "class loaders", 2, last.code().loaders());
      int runs = TIMES - 2;
      int known = OWN_CLASSES * Math.max(0, last.code().loaders() - first.code().loaders());
      double classes = (double) (last.code().classes() - first.code().classes() - known) / runs;
      atMost(input + "classes more, each", 500, classes);
      atMost(input + "threads more", 3, last.threads() - first.threads());
      atMost(input + "open files more", 10, last.files().open() - first.files().open());
      atMost(
          input + "temporary files more", 0, last.files().temporary() - first.files().temporary());
      double resident =
          (last.memory().residentMegabytes() - first.memory().residentMegabytes()) / runs;
      atMost(input + "MB more, each", 10, resident);
    }
  }

  private static void atMost(String input, double most, double value) {
    Case.holds("flink", input, "at most " + most, value, value <= most);
  }

  private static List<String> arguments(EmbeddedBroker broker, int time) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
    arguments.addAll(List.of("--topic", TrainJarIT.TOPIC, "--features", Flights.FEATURES));
    arguments.addAll(List.of("--checkpoint-interval", "500ms", "--parallelism", "2"));
    Stream.of("model", "predictions", "metrics", "rejected")
        .forEach(topic -> arguments.addAll(List.of("--" + topic + "-topic", topic + "-" + time)));
    return arguments;
  }

  private static void awaitVersion(EmbeddedBroker broker, String topic) throws Exception {
    try (ModelReader reader = ModelReader.follow(broker.client(), topic)) {
      var unused = reader.awaitVersion(1, Duration.ofMinutes(2)); // throws if there is none
    }
  }

  private static Footprint look(SessionCluster cluster, String process, Path temporary)
      throws Exception {
    Footprint now = Footprint.of(cluster.processId(process), temporary);
    for (int look = 1; look < LOOKS && now.code().loaders() > 1; look++) {
      cluster.pause();
      now = Footprint.of(cluster.processId(process), temporary);
    }
    return now;
  }

  private static void print(int time, List<Footprint> now) {
    StringBuilder lines = new StringBuilder();
    if (time == 2) {
      lines.append("resubmissions: run  process     ").append(Footprint.head()).append('\n');
    }
    for (int p = 0; p < PROCESSES.size(); p++) {
      lines.append("resubmissions: %3d  %-10s  %s%n".formatted(time, PROCESSES.get(p), now.get(p)));
    }
    System.out.print(lines);
  }
}
