// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.evaluation.RejectionLimit;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Rejected;
import io.flinksgd.flink.StreamingSgd;
import io.flinksgd.flink.testing.SharedCluster;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Case;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job that fails because of what it rejects, before a sink whose commits take their time. */
@Timeout(180) // seconds
final class CommittedRejectionsTest {
  private static final long EXAMPLES = 400;

  @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();
  @TempDir Path directory;

  /**
   * The first commit ends after the next checkpoint has expired, which takes four seconds: more
   * than any wait that was not for the commit itself.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("case")
  void aCommitMayTakeAsLongAsItDoes(boolean bounded) throws Exception {
    SharedReference<Commits> commits = shared.add(new Commits());
    Configuration flink = new Configuration();
    flink.setString("execution.checkpointing.dir", directory.toUri().toString());
    flink.setString("execution.checkpointing.storage", "filesystem");
    flink.setString("execution.checkpointing.interval", "100 ms");
    flink.setString("execution.checkpointing.timeout", "4 s");
    flink.setString("execution.checkpointing.tolerable-failed-checkpoints", "1000");
    StreamExecutionEnvironment env = SharedCluster.environment(1, flink);
    StreamingSgd.train(
            env.fromSource(
                    new DataGeneratorSource<>(
                        CommittedRejectionsTest::example,
                        bounded ? EXAMPLES : Long.MAX_VALUE,
                        RateLimiterStrategy.perSecond(1000),
                        WireType.EXAMPLE),
                    WatermarkStrategy.noWatermarks(),
                    "examples")
                .uid("examples"),
            TrainingSpec.of(LogisticRegression.sparse(2))
                .pageSize(16)
                .progressInterval(Duration.ofMillis(bounded ? 3_600_000 : 50))
                .maxRejected(RejectionLimit.parse("0.1:fail")))
        .rejected()
        .sinkTo(new CommittingSink(commits))
        .uid("rejected");
    env.fromSource(
            new DataGeneratorSource<>(
                n -> n, Long.MAX_VALUE, RateLimiterStrategy.perSecond(100), Types.LONG),
            WatermarkStrategy.noWatermarks(),
            "ticks")
        .uid("ticks")
        .map(new Watching(commits))
        .returns(Types.LONG)
        .uid("watching")
        .sinkTo(new DiscardingSink<>())
        .uid("watched");

    Throwable thrown = catchThrowable(() -> env.executeAsync().getJobExecutionResult().get());

    String words =
        ExceptionUtils.findThrowable(thrown, SuppressRestartsException.class)
            .orElseThrow(() -> new AssertionError(thrown))
            .getCause()
            .getMessage();
    assertThat(words).startsWith("at most 0.1 of the records must be rejected, but of ");
    long rejected =
        Long.parseLong(words.replaceAll("(?s).*: BAD_LABEL ([\\d,]+)\\..*", "$1").replace(",", ""));
    Case.holds(
        "records",
        "a commit that takes longer than a checkpoint may, of a job that fails for rejections, "
            + (bounded ? "bounded" : "unbounded"),
        "all " + rejected + " rejected records are committed",
        commits.get().committed.get() + " of " + rejected,
        commits.get().committed.get() >= rejected && rejected >= 10);
    assertThat(commits.get().cutShort.get()).as("commits that were cut short").isZero();
  }

  /** Every second example has a label that the model does not take. */
  private static Example example(long n) {
    return new Example(
        n % 2 == 0 ? 1 : 7,
        1,
        Features.Sparse.ofOnes(new int[] {1}),
        Example.NO_TIME,
        "",
        new Origin("n", 0, n));
  }

  /** What was committed; the first commit waits until two more checkpoints have begun. */
  private static final class Commits {
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong cutShort = new AtomicLong();
    private final CountDownLatch moreCheckpoints = new CountDownLatch(2);
    private volatile boolean committing;

    void commit(long records) throws InterruptedException {
      committing = true;
      try {
        moreCheckpoints.await();
      } catch (InterruptedException e) {
        cutShort.incrementAndGet();
        throw e;
      }
      committed.addAndGet(records);
    }

    void checkpoint() {
      if (committing) {
        moreCheckpoints.countDown();
      }
    }
  }

  private record Watching(SharedReference<Commits> commits)
      implements MapFunction<Long, Long>, CheckpointedFunction {
    @Override
    public Long map(Long tick) {
      return tick;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
      commits.get().checkpoint();
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}
  }

  private record CommittingSink(SharedReference<Commits> commits)
      implements Sink<Rejected>, SupportsCommitter<Long> {
    @Override
    public CommittingSinkWriter<Rejected, Long> createWriter(WriterInitContext context) {
      return new Writer();
    }

    @Override
    public Committer<Long> createCommitter(CommitterInitContext context) {
      return new Committer<>() {
        @Override
        public void commit(Collection<CommitRequest<Long>> requests) throws InterruptedException {
          for (CommitRequest<Long> request : requests) {
            if (request.getCommittable() > 0) {
              commits.get().commit(request.getCommittable());
            }
          }
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public SimpleVersionedSerializer<Long> getCommittableSerializer() {
      return new Longs();
    }
  }

  private static final class Writer implements CommittingSinkWriter<Rejected, Long> {
    private long written;

    @Override
    public void write(Rejected element, Context context) {
      written++;
    }

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public Collection<Long> prepareCommit() {
      List<Long> all = List.of(written);
      written = 0;
      return all;
    }

    @Override
    public void close() {}
  }

  private static final class Longs implements SimpleVersionedSerializer<Long> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Long value) {
      return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    @Override
    public Long deserialize(int version, byte[] bytes) throws IOException {
      return ByteBuffer.wrap(bytes).getLong();
    }
  }
}
