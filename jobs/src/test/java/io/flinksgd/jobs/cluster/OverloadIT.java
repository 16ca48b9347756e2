package io.flinksgd.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.kafka.KafkaTopics;
import io.flinksgd.kafka.ModelReader;
import io.flinksgd.kafka.embedded.LastingBroker;
import io.flinksgd.testing.Case;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A training job that gets more than it can take, whose broker is slow or away, whose TaskManager
 * sleeps and whose disk is full, and that then runs on for a while: memory stays within bounds, no
 * process ends, nobody has to help, and in the end each record was predicted and learned from
 * exactly once. {@code jobs/bin/overload} runs it.
 */
@Tag("case")
@EnabledIfSystemProperty(named = "overload.seconds", matches = "[1-9]\\d*")
final class OverloadIT {
  private static final Path DIRECTORY = Path.of("target", "overload").toAbsolutePath();
  private static final String TOPIC = "withstanding";

  /** More than a loop that synchronises its workers after every record can take. */
  private static final int TOO_MANY_PER_SECOND = 3_000;

  private static final int PER_SECOND = 200;
  private static final long RECOVERED_NANOS = TimeUnit.SECONDS.toNanos(900);

  /** What a JVM may go on to take once it has run for a while: compiled code, caches that fill. */
  private static final long SPARE_MEGABYTES = 128;

  private static final int SPARE = 20;

  private final long overloadSeconds = Long.getLong("overload.seconds", 0);
  private final long soakSeconds = Long.getLong("soak.seconds", 60);
  private final long troubleSeconds = Long.getLong("trouble.seconds", 30);
  private LastingBroker broker;
  private KilledJob job;
  private OwnCoordinates records;

  /** Something that is wrong for a while. */
  private interface Trouble {
    void last() throws Exception;
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void nothingIsLostAndNothingGrows() throws Exception {
    Outcome.clear(DIRECTORY);
    try (SmallDisk disk = SmallDisk.mount(DIRECTORY.resolve("checkpoints"));
        LastingBroker started = KilledJob.broker(DIRECTORY.resolve("broker"))) {
      broker = started;
      try (KafkaTopics topics = KafkaTopics.connect(broker.bootstrapServers())) {
        topics.log(KilledJob.TOPIC, 4, Duration.ofDays(1));
      }
      Properties client = new Properties();
      client.setProperty("bootstrap.servers", broker.bootstrapServers());
      try (KilledJob submitted = new KilledJob(DIRECTORY, broker.bootstrapServers(), 2);
          OwnCoordinates fed =
              new OwnCoordinates(
                  broker.bootstrapServers(), KilledJob.TOPIC, TOO_MANY_PER_SECOND, records())) {
        job = submitted;
        records = fed;
        job.batch(1).consistency("synchronous").coordinates(records()).submit("");
        await(1);
        try (ModelReader reader = ModelReader.follow(client, KilledJob.MODEL)) {
          overload();
          records.pace(PER_SECOND);
          await(records.fed());
          troubles(disk);
          soak();
          records.stopFeeding();
          while (records.answers() < records.fed()) {
            read();
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
    }
  }

  /** How many there will be at most. */
  private int records() {
    long overload = (overloadSeconds + Math.max(20, overloadSeconds / 5)) * TOO_MANY_PER_SECOND;
    return Math.toIntExact(2 * overload + (soakSeconds + 20 * troubleSeconds) * PER_SECOND);
  }

  /** Records come faster than the job learns. */
  private void overload() throws Exception {
    Map<String, ProcessUse> early = run(Math.max(20, overloadSeconds / 5));
    int behind = records.fed() - records.answers();
    Map<String, ProcessUse> late = run(overloadSeconds);
    int further = records.fed() - records.answers();
    say(
        "too many records for %d s: %,d, then %,d wait"
            .formatted(overloadSeconds, behind, further));
    Case.holds(
        TOPIC,
        "source faster than training for %d s: records that wait".formatted(overloadSeconds),
        "more and more: it is one",
        further,
        further > behind);
    flat("source faster than training for %d s".formatted(overloadSeconds), early, late);
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
  private void soak() throws Exception {
    Map<String, ProcessUse> early = run(soakSeconds / 2);
    long ids = transactionalIds();
    Map<String, ProcessUse> late = run(soakSeconds - soakSeconds / 2);
    flat("soak of %d s".formatted(soakSeconds), early, late);
    Case.equal(
        TOPIC,
        "soak of %d s: transactional ids in its second half".formatted(soakSeconds),
        ids,
        transactionalIds());
  }

  private long transactionalIds() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return admin.listTransactions().all().get(20, TimeUnit.SECONDS).size();
    }
  }

  /** What the processes took at most in the second half of so many seconds. */
  private Map<String, ProcessUse> run(long seconds) throws Exception {
    long begin = System.nanoTime();
    Map<String, ProcessUse> most = new LinkedHashMap<>();
    for (long passed = 0; passed < seconds; passed = (System.nanoTime() - begin) / 1_000_000_000) {
      long nextSecond = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
      while (System.nanoTime() < nextSecond) {
        read();
      }
      if (2 * passed >= seconds) {
        for (Map.Entry<String, Long> each : job.processes().entrySet()) {
          most.merge(each.getKey(), ProcessUse.of(each.getValue()), ProcessUse::max);
        }
      }
    }
    return most;
  }

  private static void flat(
      String when, Map<String, ProcessUse> early, Map<String, ProcessUse> late) {
    late.forEach(
        (process, now) -> {
          ProcessUse before = early.getOrDefault(process, now);
          say("%s: %s: %s, later %s".formatted(when, process, before, now));
          Case.holds(
              TOPIC,
              "%s: memory, threads, files of %s".formatted(when, process),
              "as before, " + before,
              now,
              now.megabytes() <= before.megabytes() + SPARE_MEGABYTES
                  && now.threads() <= before.threads() + SPARE
                  && now.files() <= before.files() + SPARE);
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
      read();
    }
  }

  private void read() throws Exception {
    job.pause();
    if (records.fed() > 0) {
      records.read(KilledJob.PREDICTIONS);
    }
  }

  private static void say(String line) {
    System.out.println("overload: " + line);
  }

  /** A directory that is a disk of its own, where that may be. */
  private static final class SmallDisk implements AutoCloseable {
    private final Path at;
    private final boolean small;

    private SmallDisk(Path at, boolean small) {
      this.at = at;
      this.small = small;
    }

    static SmallDisk mount(Path at) throws IOException {
      Files.createDirectories(at);
      return new SmallDisk(
          at, run("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", at.toString()));
    }

    private static boolean run(String... command) {
      try {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .onExit()
                .join()
                .exitValue()
            == 0;
      } catch (IOException notThere) {
        return false;
      }
    }

    boolean isSmall() {
      return small;
    }

    private Path ballast() {
      return at.resolve("ballast");
    }

    void fill() throws IOException {
      byte[] piece = new byte[4096];
      try (OutputStream out = Files.newOutputStream(ballast())) {
        while (true) {
          out.write(piece);
        }
      } catch (IOException full) {
        assertThat(Files.size(ballast())).as("ballast on the disk").isPositive();
      }
    }

    void free() throws IOException {
      Files.delete(ballast());
    }

    @Override
    public void close() {
      if (small) {
        var unused = run("umount", "-l", at.toString());
      }
    }
  }
}
