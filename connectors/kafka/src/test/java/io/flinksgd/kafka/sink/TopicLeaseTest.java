// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.kafka.result.KafkaModel;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.VersionId;
import io.flinksgd.reader.MadeUpTraining;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.GoldenBytes;
import io.flinksgd.wire.FormatId;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two jobs and one model topic. */
@Tag("case")
final class TopicLeaseTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final JobID first = new JobID();
  private final JobID second = new JobID();

  @Test
  void aSecondJobIsRefusedWhileTheFirstIsAlive() throws Exception {
    try (SinkTask<Publication> one = SinkTask.start(model("lease-refused"), first)) {
      publish(one, 1);
      CompletableFuture<Throwable> refused =
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> SinkTask.start(model("lease-refused"), second).close()));
      while (!refused.isDone()) {
        one.pass(TopicLease.RENEWAL.toMillis());
      }
      Throwable thrown = refused.get();
      assertThat(thrown).isInstanceOf(SuppressRestartsException.class);
      assertThat(thrown.getCause())
          .hasMessageContaining("writer=job 'job %s' of lineage %s".formatted(first, first))
          .hasMessageContaining("take-over");
      Case.holds(
          "kafka",
          "second job on a model topic whose first renews its lease",
          "refused: model topic must have one writer: topic=lease-refused, ...",
          thrown.getCause().getMessage(),
          thrown
              .getCause()
              .getMessage()
              .startsWith("model topic must have one writer: topic=lease-refused"));
      publish(one, 2);
    }
    assertThat(versions("lease-refused")).isEqualTo(2);
  }

  @Test
  void aJobThatTakesOverPutsTheFirstOutOfItsPlace() throws Exception {
    SinkTask<Publication> one = SinkTask.start(model("lease-taken"), first);
    publish(one, 1);
    one.write(manifest(first, 99));
    one.prepare(); // complete, but its commit comes too late
    Sink<Publication> takesOver =
        KafkaModel.sink(
            target("lease-taken").transactionalIdPrefix("lease-taken-2").takeOver(true));
    try (SinkTask<Publication> two = SinkTask.start(takesOver, second)) {
      publish(two, 1);
      one.commit();
      Throwable failure = catchThrowable(one::checkpoint);
      Case.holds(
          "kafka",
          "first job on a model topic that a second one has taken over, at its next checkpoint",
          "fails for good: model topic must have one writer: topic=lease-taken, ...",
          ExceptionUtils.findThrowable(failure, TopicLease.HeldException.class)
              .map(Throwable::getMessage)
              .orElse(String.valueOf(failure)),
          ExceptionUtils.findThrowable(failure, SuppressRestartsException.class).isPresent()
              && ExceptionUtils.findThrowable(failure, TopicLease.HeldException.class).isPresent());
      Case.equal(
          "kafka", "closing the sink that has lost its topic", null, catchThrowable(one::close));
      publish(two, 2);
    }
    Case.equal(
        "kafka",
        "versions on the topic, 1 of the first and 2 of the second job",
        3L,
        versions("lease-taken"));
  }

  /** Two copies of one job, of which neither knows of the other. */
  @Test
  void aRestoreGoesOnAtOnceAndACopyThatStillRunsEnds() throws Exception {
    SinkTask<Publication> one = SinkTask.start(model("lease-copy"), first);
    publish(one, 1);
    SinkTask.State state = one.checkpoint();
    Sink<Publication> copy =
        KafkaModel.sink(target("lease-copy").transactionalIdPrefix("lease-copy-2"));
    long begin = System.nanoTime();
    try (SinkTask<Publication> two = SinkTask.restore(copy, second, state)) {
      Case.holds(
          "kafka",
          "restore from a savepoint of a job whose lease has not run out",
          "goes on without waiting for the lease of 20 s",
          Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s",
          System.nanoTime() - begin < TopicLease.LENGTH.toNanos());
      publish(two, 2);
      assertThatThrownBy(() -> one.pass(TopicLease.RENEWAL.toMillis()))
          .hasStackTraceContaining("and another job has taken it");
      one.close();
      publish(two, 3);
    }
  }

  @Test
  void afterAJobWhoseInputEndedAnotherStartsAtOnce() throws Exception {
    SinkTask<Publication> one = SinkTask.start(model("lease-ended"), first);
    one.write(manifest(first, 1));
    one.end();
    assertThat(newest("lease-ended")).hasValueSatisfying(l -> assertThat(l.held()).isFalse());
    try (SinkTask<Publication> two = SinkTask.start(model("lease-ended"), second)) {
      publish(two, 1);
    }
    assertThat(versions("lease-ended")).isEqualTo(2);
  }

  @Test
  void aLeaseThatIsNotRenewedRunsOutByWhatIsSeenAndNoClock() throws Exception {
    TopicSettings settings = settings("lease-dead");
    SharedBroker.topics().model("lease-dead");
    TopicLease dead = TopicLease.acquire(settings, claim(settings, "a", "dead"), SHORT);
    dead.close();
    long begin = System.nanoTime();
    try (TopicLease next = TopicLease.acquire(settings, claim(settings, "b", "next"), SHORT)) {
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(SHORT);
      next.renew();
      // the zombie wakes up
      assertThatThrownBy(() -> dead.renew()).isInstanceOf(Exception.class);
    }
  }

  @Test
  void ofTwoJobsThatStartAtTheSameMomentAtMostOneIsLeft() throws Exception {
    TopicSettings settings = settings("lease-race");
    SharedBroker.topics().model("lease-race");
    List<CompletableFuture<TopicLease>> both =
        List.of("a", "b").stream()
            .map(
                lineage ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            return TopicLease.acquire(
                                settings, claim(settings, lineage, lineage), SHORT);
                          } catch (IOException e) {
                            throw new CompletionException(e);
                          }
                        }))
            .toList();
    for (CompletableFuture<TopicLease> one : both) {
      var unused = catchThrowable(one::get); // has ended, well or not
    }
    long alive =
        both.stream().filter(one -> catchThrowable(() -> one.get().renew()) == null).count();
    assertThat(alive).isLessThanOrEqualTo(1);
  }

  @Test
  void aLeaseBehindManyPagesIsFound() throws Exception {
    TopicSettings settings = settings("lease-far");
    SharedBroker.topics().model("lease-far");
    try (TopicLease lease = TopicLease.acquire(settings, claim(settings, "a", "far"), SHORT)) {
      MadeUpTraining training = new MadeUpTraining(1);
      try (var producer = SharedBroker.producer(Map.of())) {
        for (int cut = 1; cut <= 60; cut++) {
          for (Publication publication : training.cut(cut, 0, 1, 2, 3, 4)) {
            var unused = producer.send(KafkaModel.record("lease-far", publication));
          }
        }
      }
      assertThat(newest("lease-far"))
          .hasValueSatisfying(l -> assertThat(l.holder().job()).isEqualTo("far"));
      lease.renew();
    }
  }

  @Test
  void bytesOfALeaseAreReadAsTheyWereWritten() throws Exception {
    Lease lease = new Lease(1, new Lease.Holder("l", "j", "p", "w"), true, Duration.ofSeconds(20));
    String one =
        "4653474c010000000000000001" + "00016c" + "00016a" + "000170" + "01" + "0000000000004e20";
    assertThat(HexFormat.of().formatHex(lease.bytes())).isEqualTo(GoldenBytes.of(FormatId.LEASE));
    assertThat(Lease.read(lease.bytes())).isEqualTo(lease);
    assertThat(Lease.read(HexFormat.of().parseHex(one)))
        .isEqualTo(new Lease(1, new Lease.Holder("l", "j", "p", ""), true, Duration.ofSeconds(20)));
    assertThatThrownBy(() -> Lease.read(new byte[] {'F', 'S', 'G', 'L', 9}))
        .hasMessage(
            "lease must begin with magic FSGL and version 1 to 2: magic=4653474c, version=9");
  }

  @Test
  void aTableIsRefusedWhenItIsPlannedWhileAnotherTablesJobIsAlive() throws Exception {
    SharedBroker.topics().model("lease-planned");
    TopicSettings other = settings(target("lease-planned").writer("c.d.a"));
    TopicSettings own = settings("lease-planned");
    LivingWriter.check(own, "c.d.b", SHORT); // nobody has written it
    try (TopicLease lease = TopicLease.acquire(other, claim(other, "a", "first"), SHORT)) {
      CompletableFuture<Throwable> planned =
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> LivingWriter.check(own, "c.d.b", Duration.ofMinutes(1))));
      while (!planned.isDone()) {
        lease.renew();
      }
      assertThat(planned.get())
          .hasMessageContaining(
              "topic=lease-planned, table=c.d.b, writer=table c.d.a by job 'first'");
      LivingWriter.check(own, "c.d.a", Duration.ofMinutes(1)); // its own, dropped and made again
    }
    LivingWriter.check(own, "c.d.b", SHORT); // there is a lease, and nobody who renews it
  }

  @Test
  void planningNeitherWaitsForABrokerThatIsAwayNorMakesTopics() {
    TopicSettings away = settings(KafkaTarget.of("localhost:1", "lease-away"));
    LivingWriter.check(away, "c.d.b", Duration.ofMinutes(1));
    LivingWriter.check(settings("lease-not-there"), "c.d.b", Duration.ofMinutes(1));
    assertThatThrownBy(() -> SharedBroker.topics().partitions("lease-not-there"))
        .hasMessage("topic must exist: topic=lease-not-there");
  }

  private static TopicLease.Claim claim(TopicSettings settings, String lineage, String job) {
    String table = ((TopicSettings.Model) settings.content()).table();
    return new TopicLease.Claim(
        new Lease.Holder(lineage, job, settings.delivery().prefix(), table),
        false,
        false,
        Set.of());
  }

  private static KafkaTarget target(String topic) {
    return KafkaTarget.of(SharedBroker.address(), topic);
  }

  private static Sink<Publication> model(String topic) {
    return KafkaModel.sink(target(topic));
  }

  private static TopicSettings settings(String topic) {
    return settings(target(topic));
  }

  private static TopicSettings settings(KafkaTarget target) {
    return ((TopicSink<?>) KafkaModel.sink(target)).settings();
  }

  private static Optional<Lease> newest(String topic) throws IOException {
    try (LeaseReader reader = new LeaseReader(settings(topic))) {
      return reader.newest();
    }
  }

  private static Publication manifest(JobID job, long version) {
    return new Publication.Manifest(
        new VersionId(job.getLowerPart(), Set.of(job.getLowerPart()), version, version),
        new PageSet(0, 0),
        new ModelShape(32, 16),
        new Learned(version),
        version,
        new ModelDescription(Map.of()));
  }

  private void publish(SinkTask<Publication> task, long version) throws Exception {
    task.write(manifest(first, version));
    task.checkpoint();
  }

  /** How many manifests are committed. */
  private static long versions(String topic) {
    return SharedBroker.read(topic).size();
  }
}
