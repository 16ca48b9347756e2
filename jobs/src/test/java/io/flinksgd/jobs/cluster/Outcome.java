// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.PublishedModel;
import io.flinksgd.testing.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Whether a job that was disturbed has learned from every record exactly once. */
final class Outcome {
  private static final String TOPIC = "withstanding";

  private Outcome() {}

  /**
   * Judges a job that was stopped with a savepoint after all records that were fed.
   *
   * @param command that says so
   * @param after what happened to the job, as cases begin
   * @param broker its host and port
   */
  static void judge(
      String command, String after, OwnCoordinates records, ModelReader reader, String broker)
      throws Exception {
    PublishedModel model = reader.awaitVersion(1, Duration.ofSeconds(60));
    while (model.manifest().learned().examples() < records.fed()) {
      model = reader.awaitVersion(model.version() + 1, Duration.ofSeconds(60));
    }
    List<String> faults = records.faults(model);
    say(command, "%d records, %d versions".formatted(records.fed(), model.version()));
    say(
        command,
        "%d of %d records at fault: %s".formatted(faults.size(), records.fed(), first(faults)));
    Case.equal(TOPIC, after + "records not predicted and learned from once", 0, faults.size());
    Case.equal(
        TOPIC,
        after + "examples of the model",
        (long) records.fed(),
        model.manifest().learned().examples());
    List<Long> versions = VersionsOnTopic.read(broker, KilledJob.MODEL);
    Case.holds(
        TOPIC,
        after + "versions, without a gap",
        "1 to " + model.version(),
        versions.size(),
        versions.equals(LongStream.rangeClosed(1, model.version()).boxed().toList()));
    Case.equal(TOPIC, after + "versions that were not complete", 0L, reader.refusals());
  }

  private static List<String> first(List<String> faults) {
    return faults.subList(0, Math.min(10, faults.size()));
  }

  @SuppressWarnings("SystemOut") // what the command shows
  private static void say(String command, String words) {
    System.out.println(command + ": " + words);
  }

  /** What the run before has left: logs, state and topics stay for whoever wants to look. */
  static void clear(Path directory) throws Exception {
    if (Files.exists(directory)) {
      try (Stream<Path> left = Files.walk(directory)) {
        for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    Files.createDirectories(directory);
  }
}
