// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.LastingBroker;
import io.flinksgd.reader.ModelReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A training job of which process after process is killed while records come: in the end each was
 * predicted and learned from exactly once, and no version is missing. {@code jobs/bin/kills} runs
 * it; {@link TrainJarIT} is the short form that every build has.
 */
@Tag("case")
@EnabledIfSystemProperty(named = "kills", matches = "[1-9]\\d*")
final class KillsIT {
  private static final Path DIRECTORY = Path.of("target", "kills").toAbsolutePath();
  private static final int PER_SECOND = 200;
  private static final long RECOVERED_NANOS = TimeUnit.SECONDS.toNanos(180);

  /** Longer than a checkpoint may take, shorter than a heartbeat may be late. */
  private static final long SLEEP_MILLIS = 7_500;

  /** What happens to the job. */
  private enum Event {
    TASK_MANAGER("kill of a TaskManager", 1, 6),
    ALL_TASK_MANAGERS("kill of all TaskManagers", 2, 2),
    ONE_AND_THE_OTHER("kill of a TaskManager, and of another while the job restores", 2, 2),
    BROKER("kill of the broker", 1, 2),
    JOB_MANAGER("kill of the JobManager", 1, 2),
    RESCALE("stop with a savepoint, other parallelism", 0, 0),
    SLEEP("sleep of a TaskManager, checkpoints fail", 0, 0);

    final String words;
    final int kills;
    final int weight;

    Event(String words, int kills, int weight) {
      this.words = words;
      this.kills = kills;
      this.weight = weight;
    }
  }

  private final long seed = Long.getLong("kills.seed", 1);
  private final Random random = new Random(seed);
  private final Map<Event, List<Double>> seconds = new EnumMap<>(Event.class);
  private LastingBroker broker;
  private KilledJob job;
  private OwnCoordinates records;

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void everyRecordIsLearnedFromOnceAndNoVersionIsMissing() throws Exception {
    int wanted = Integer.getInteger("kills");
    say("%d kills, seed %d".formatted(wanted, seed));
    Outcome.clear(DIRECTORY);
    try (LastingBroker started = KilledJob.broker(DIRECTORY.resolve("broker"))) {
      broker = started;
      try (KafkaTopics topics = KafkaTopics.connect(broker.bootstrapServers())) {
        topics.log(KilledJob.TOPIC, 4, Duration.ofDays(1));
      }
      try (KilledJob killed = new KilledJob(DIRECTORY, broker.bootstrapServers(), 2);
          OwnCoordinates fed =
              new OwnCoordinates(broker.bootstrapServers(), KilledJob.TOPIC, PER_SECOND)) {
        job = killed;
        records = fed;
        job.submit("");
        awaitRecord(1);
        try (ModelReader reader = ModelReader.follow(broker.client(), KilledJob.MODEL)) {
          int kills = disturb(wanted);
          records.stopFeeding();
          while (records.answers() < records.fed()) {
            job.pause(records);
          }
          var unused = job.stop();
          judge(kills, reader);
        }
      }
    }
  }

  /** Until there were {@code wanted} kills; how many there were. */
  private int disturb(int wanted) throws Exception {
    int kills = 0;
    for (int round = 1; kills < wanted; round++) {
      Event event = round % 8 == 4 ? Event.RESCALE : round % 8 == 0 ? Event.SLEEP : draw();
      long begin = System.nanoTime();
      int next = records.fed();
      happen(event);
      awaitRecord(next);
      double took = (System.nanoTime() - begin) / 1e9;
      kills += event.kills;
      seconds.computeIfAbsent(event, key -> new ArrayList<>()).add(took);
      say("%3d kills, %6.1f s: %s".formatted(kills, took, event.words));
      long quiet = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(3_500));
      while (System.nanoTime() < quiet) {
        job.pause(records);
      }
    }
    return kills;
  }

  private Event draw() {
    int all = Stream.of(Event.values()).mapToInt(each -> each.weight).sum();
    int left = random.nextInt(all);
    for (Event each : Event.values()) {
      left -= each.weight;
      if (left < 0) {
        return each;
      }
    }
    throw new AssertionError("weights add up to " + all);
  }

  private void happen(Event event) throws Exception {
    switch (event) {
      case TASK_MANAGER -> job.killTaskManager(one());
      case ALL_TASK_MANAGERS -> {
        for (String each : job.all()) {
          job.killTaskManager(each);
        }
      }
      case ONE_AND_THE_OTHER -> {
        List<String> others = new ArrayList<>(job.all());
        String first = one();
        others.remove(first);
        job.killTaskManager(first);
        TimeUnit.MILLISECONDS.sleep(1_000 + random.nextInt(4_000));
        job.killTaskManager(others.get(0));
      }
      case BROKER -> {
        broker.kill();
        broker.startAgain();
      }
      case JOB_MANAGER -> job.killJobManager();
      case RESCALE -> job.rescale(1 + random.nextInt(3), 1 + random.nextInt(3));
      case SLEEP -> {
        int failed = job.failedCheckpoints();
        String sleeper = one();
        job.signal(sleeper, "STOP");
        TimeUnit.MILLISECONDS.sleep(SLEEP_MILLIS);
        job.signal(sleeper, "CONT");
        say("            %d checkpoints failed".formatted(job.failedCheckpoints() - failed));
      }
    }
  }

  /** A TaskManager that has something to do. */
  private String one() throws Exception {
    List<String> busy = job.busy();
    return busy.get(random.nextInt(busy.size()));
  }

  /** Waits until this record, or one that was fed later, is predicted and that is committed. */
  private void awaitRecord(int number) throws Exception {
    long deadline = System.nanoTime() + RECOVERED_NANOS;
    while (records.newest() < number) {
      assertThat(System.nanoTime()).as("deadline for record %d", number).isLessThan(deadline);
      job.pause(records);
    }
  }

  private void judge(int kills, ModelReader reader) throws Exception {
    seconds.forEach(
        (event, each) ->
            say(
                "%-66s %2d times, median %5.1f s, largest %5.1f s"
                    .formatted(
                        event.words,
                        each.size(),
                        each.stream()
                            .sorted()
                            .skip((each.size() - 1) / 2)
                            .findFirst()
                            .orElseThrow(),
                        each.stream().max(Comparator.naturalOrder()).orElseThrow())));
    String after = "after %d kills, seed %d: ".formatted(kills, seed);
    Outcome.judge("kills", after, records, reader, broker.bootstrapServers());
  }

  @SuppressWarnings("SystemOut") // what the command shows
  private static void say(String line) {
    System.out.println("kills: " + line);
  }
}
