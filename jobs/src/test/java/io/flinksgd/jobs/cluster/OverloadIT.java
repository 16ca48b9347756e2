// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.LastingBroker;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.testing.Case;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A training job that gets more than it can take, whose broker is slow or away, whose machines lose
 * each other, whose TaskManager sleeps and whose disk is full, and that then runs on for a while:
 * memory stays within bounds, no process ends, nobody has to help, and in the end each record was
 * predicted and learned from exactly once. {@code jobs/bin/overload} runs it.
 */
@Tag("case")
@EnabledIfSystemProperty(named = "overload.seconds", matches = "[1-9]\\d*")
final class OverloadIT {
  private static final Path DIRECTORY = Path.of("target", "overload").toAbsolutePath();
  private static final String TOPIC = "withstanding";

  /** More than a loop that synchronises slow workers after every record can take. */
  private static final int MOST_PER_SECOND = 1_000;

  private static final int FIRST_PER_SECOND = 400;
  private static final int PIECE_SECONDS = 20;
  private static final int PER_SECOND = 100;
  private static final long RECOVERED_NANOS = TimeUnit.SECONDS.toNanos(900);

  /** What a JVM may go on to take once it has run for a while: compiled code, caches that fill. */
  private static final long SPARE_MEGABYTES = 128;

  private static final int SPARE = 20;
  private static final String CHECKPOINTS = "checkpoints";
  private static final String ALL = "JobManager and TaskManagers together";

  /** Longer than the JobManager waits for a TaskManager's heartbeat, and shorter. */
  private static final long ASLEEP_SECONDS = 15;

  private static final long MOMENT_SECONDS = 6;

  private final long overloadSeconds = Long.getLong("overload.seconds", 0);
  private final long soakSeconds = Long.getLong("soak.seconds", 60);
  private final long troubleSeconds = Long.getLong("trouble.seconds", 30);
  private LastingBroker broker;
  private KilledJob job;
  private OwnCoordinates records;
  private int perSecond = PER_SECOND;

  /** Something that is wrong for a while. */
  private interface Trouble {
    void last() throws Exception;
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void nothingIsLostAndNothingGrows() throws Exception {
    SmallDisk.unmount(DIRECTORY.resolve(CHECKPOINTS));
    Outcome.clear(DIRECTORY);
    Optional<OtherMachine> machine = OtherMachine.connect();
    try (SmallDisk disk = SmallDisk.mount(DIRECTORY.resolve(CHECKPOINTS));
        LastingBroker started =
            KilledJob.broker(
                DIRECTORY.resolve("broker"), machine.map(OtherMachine::here).orElse("127.0.0.1"))) {
      broker = started;
      try (KafkaTopics topics = KafkaTopics.connect(broker.bootstrapServers())) {
        topics.log(KilledJob.TOPIC, 4, Duration.ofDays(1));
      }
      try (KilledJob submitted = cluster(machine);
          OwnCoordinates fed =
              new OwnCoordinates(
                  broker.bootstrapServers(), KilledJob.TOPIC, FIRST_PER_SECOND, records())) {
        job = submitted;
        records = fed;
        job.batch(1).consistency("synchronous").coordinates(records()).submit("");
        await(1);
        try (ModelReader reader = ModelReader.follow(broker.client(), KilledJob.MODEL)) {
          Map<String, ProcessUse> before = overload();
          records.pace(PER_SECOND);
          await(records.fed());
          if (machine.isPresent()) {
            cuts(machine.get());
          } else {
            say("network cut: not tried, only root may make a namespace");
          }
          troubles(disk);
          soak(before);
          records.stopFeeding();
          while (records.answers() < records.fed()) {
            job.pause(records);
          }
          var unused = job.stop();
          Outcome.judge(
              "overload",
              "after overload and troubles: ",
              records,
              reader,
              broker.bootstrapServers());
        }
      }
    } finally {
      if (machine.isPresent()) {
        machine.get().close();
      }
    }
  }

  private KilledJob cluster(Optional<OtherMachine> machine) throws Exception {
    return machine.isPresent()
        ? KilledJob.with(machine.get(), DIRECTORY, broker.bootstrapServers())
        : new KilledJob(DIRECTORY, broker.bootstrapServers(), 2);
  }

  /** How many there will be at most. */
  private int records() {
    long overload = (overloadSeconds + 3 * 60 + PIECE_SECONDS) * MOST_PER_SECOND;
    return Math.toIntExact(overload + (soakSeconds + 3_600 + 20 * troubleSeconds) * PER_SECOND);
  }

  /**
   * Records come faster than the job learns.
   *
   * @return what the processes took in the end
   */
  private Map<String, ProcessUse> overload() throws Exception {
    SlowMachines slow = SlowMachines.of(job);
    try {
      var unused = overload(PIECE_SECONDS);
      int behind = records.fed() - records.answers();
      Map<String, ProcessUse> early = overload(overloadSeconds / 3);
      Map<String, ProcessUse> late = overload(overloadSeconds - overloadSeconds / 3);
      int further = records.fed() - records.answers();
      String name = "source faster than training for %d s".formatted(overloadSeconds);
      say("%s, in the end %d/s: %,d, then %,d wait".formatted(name, perSecond, behind, further));
      Case.holds(
          TOPIC,
          name + ": records that wait",
          "more and more: it is one",
          further,
          further > behind);
      flat(name, early, late);
      return late;
    } finally {
      slow.close();
    }
  }

  /** What the processes take at most; the source is made faster than the job becomes. */
  private Map<String, ProcessUse> overload(long seconds) throws Exception {
    Map<String, ProcessUse> most = new LinkedHashMap<>();
    for (long left = seconds; left > 0; left -= PIECE_SECONDS) {
      long piece = Math.min(left, PIECE_SECONDS);
      int begin = records.answers();
      run(piece).forEach((process, use) -> most.merge(process, use, ProcessUse::max));
      long learned = (records.answers() - begin) / piece;
      perSecond = (int) Math.max(perSecond, Math.min(3 * learned, MOST_PER_SECOND));
      records.pace(perSecond);
    }
    return most;
  }

  /** The network between two machines, of which each has a part of the job, or one has it all. */
  private void cuts(OtherMachine machine) throws Exception {
    cut("cable pulled for a moment", MOMENT_SECONDS, machine::unplug, machine::plugIn);
    cut("cable pulled", troubleSeconds, machine::unplug, machine::plugIn);
    cut(
        "what is sent to one machine is lost",
        troubleSeconds,
        machine::loseWhatIsSentThere,
        machine::sendThereAgain);
    cut(
        "what one machine sends is lost",
        troubleSeconds,
        machine::loseWhatComesFromThere,
        machine::sendFromThereAgain);
    cut(
        "what either machine sends is lost",
        troubleSeconds,
        () -> {
          machine.loseWhatIsSentThere();
          machine.loseWhatComesFromThere();
        },
        () -> {
          machine.sendThereAgain();
          machine.sendFromThereAgain();
        });
  }

  private void cut(String name, long seconds, Trouble cut, Trouble end) throws Exception {
    while (!job.busy().contains(OtherMachine.TASK_MANAGER)) {
      String other = job.busy().get(0);
      job.signal(other, "STOP");
      pass(ASLEEP_SECONDS);
      job.signal(other, "CONT");
      await(records.fed());
    }
    say("%s: the job is on %s".formatted(name, job.busy()));
    trouble(
        name,
        () -> {
          cut.last();
          pass(seconds);
          end.last();
        });
  }

  private void troubles(SmallDisk disk) throws Exception {
    trouble(
        "broker slow: asleep",
        () -> {
          SessionCluster.signal(broker.process(), "STOP");
          pass(troubleSeconds);
          SessionCluster.signal(broker.process(), "CONT");
        });
    trouble(
        "broker away",
        () -> {
          broker.kill();
          pass(3 * troubleSeconds);
          broker.startAgain();
        });
    trouble(
        "TaskManager asleep",
        () -> {
          String sleeper = job.busy().get(0);
          job.signal(sleeper, "STOP");
          pass(troubleSeconds);
          job.signal(sleeper, "CONT");
        });
    if (disk.isSmall()) {
      trouble(
          "disk of checkpoints full",
          () -> {
            disk.fill();
            pass(troubleSeconds);
            disk.free();
          });
    } else {
      say("disk full: not tried, only root may mount a small one");
    }
  }

  private void trouble(String name, Trouble trouble) throws Exception {
    trouble.last();
    long end = System.nanoTime();
    await(records.fed());
    double seconds = (System.nanoTime() - end) / 1e9;
    say("%s: learning again after %.1f s".formatted(name, seconds));
    Case.holds(
        TOPIC, name + " for a while", "recovers by itself", "%.0f s".formatted(seconds), true);
  }

  /** Nothing happens, for long. */
  private void soak(Map<String, ProcessUse> before) throws Exception {
    long first = Math.min(60, soakSeconds / 4);
    var unused = run(first);
    List<String> ids = transactionalIds();
    Map<String, ProcessUse> early = run(soakSeconds / 2 - first);
    // the job may be on other machines now than it was
    flat("after all troubles", Map.of(ALL, together(before)), Map.of(ALL, together(early)));
    say("%d transactional ids after %d s".formatted(ids.size(), first));
    say("%d after %d s".formatted(transactionalIds().size(), soakSeconds / 2));
    Map<String, ProcessUse> late = run(soakSeconds - soakSeconds / 2);
    String name = "soak of %d s".formatted(soakSeconds);
    flat(name, early, late);
    List<String> later = transactionalIds();
    say("%d after %d s".formatted(later.size(), soakSeconds));
    Case.equal(
        TOPIC,
        "%s: transactional ids that were not there after %d s, of %d"
            .formatted(name, first, ids.size()),
        List.of(),
        later.stream().filter(id -> !ids.contains(id)).toList());
    Case.equal(
        TOPIC,
        name + ": transactional ids of the rejected examples, of which there are none",
        List.of(),
        later.stream().filter(id -> id.startsWith("flink-sgd-" + KilledJob.REJECTED)).toList());
  }

  private List<String> transactionalIds() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return admin.listTransactions().all().get(20, TimeUnit.SECONDS).stream()
          .map(TransactionListing::transactionalId)
          .sorted()
          .toList();
    }
  }

  /** What the processes took at most in the second half of so many seconds. */
  private Map<String, ProcessUse> run(long seconds) throws Exception {
    long begin = System.nanoTime();
    Map<String, ProcessUse> most = new LinkedHashMap<>();
    for (long passed = 0; passed < seconds; passed = (System.nanoTime() - begin) / 1_000_000_000) {
      long nextSecond = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
      while (System.nanoTime() < nextSecond) {
        job.pause(records);
      }
      if (2 * passed >= seconds) {
        for (Map.Entry<String, Long> each : job.processes().entrySet()) {
          most.merge(each.getKey(), ProcessUse.of(each.getValue()), ProcessUse::max);
        }
      }
    }
    return most;
  }

  private static ProcessUse together(Map<String, ProcessUse> each) {
    return each.values().stream().reduce(ProcessUse::plus).orElseThrow();
  }

  private static void flat(
      String when, Map<String, ProcessUse> early, Map<String, ProcessUse> late) {
    late.forEach(
        (process, now) -> {
          ProcessUse before = early.getOrDefault(process, now);
          say("%s: %s: %s, later %s".formatted(when, process, before, now));
          long processes = process.equals(ALL) ? 3 : 1;
          Case.holds(
              TOPIC,
              "%s: memory, threads, files of %s".formatted(when, process),
              "as before, " + before,
              now,
              now.megabytes() <= before.megabytes() + processes * SPARE_MEGABYTES
                  && now.threads() <= before.threads() + processes * SPARE
                  && now.files() <= before.files() + processes * SPARE);
        });
  }

  private void pass(long seconds) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      job.pause();
    }
  }

  /** Waits until so many records have been predicted, and that is committed. */
  private void await(int answers) throws Exception {
    long deadline = System.nanoTime() + RECOVERED_NANOS;
    while (records.answers() < answers) {
      assertThat(System.nanoTime()).as("deadline for record %d", answers).isLessThan(deadline);
      job.pause(records);
    }
  }

  private static void say(String line) {
    System.out.println("overload: " + line);
  }
}
