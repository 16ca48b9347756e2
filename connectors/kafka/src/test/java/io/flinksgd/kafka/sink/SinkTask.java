// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.runtime.operators.sink.CommitterOperatorFactory;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * Flink's writer and committer of a sink, without a cluster: each checkpoint when it is asked for.
 */
final class SinkTask<T> implements AutoCloseable {
  /** What a checkpoint holds. */
  record State(long checkpoint, OperatorSubtaskState writer, OperatorSubtaskState committer) {}

  private final OneInputStreamOperatorTestHarness<T, CommittableMessage<KafkaCommittable>> writer;
  private final OneInputStreamOperatorTestHarness<
          CommittableMessage<KafkaCommittable>, CommittableMessage<KafkaCommittable>>
      committer;
  private long checkpoint;

  private SinkTask(Sink<T> sink, JobID job, int parallelism, int subtask, State restored)
      throws Exception {
    TopicSink<T> topic = (TopicSink<T>) sink;
    MockEnvironmentBuilder environment =
        new MockEnvironmentBuilder()
            .setJobID(job)
            .setJobName("job " + job)
            .setMaxParallelism(parallelism)
            .setParallelism(parallelism)
            .setSubtaskIndex(subtask);
    writer =
        new OneInputStreamOperatorTestHarness<>(
            new SinkWriterOperatorFactory<T, KafkaCommittable>(topic), environment.build());
    committer =
        new OneInputStreamOperatorTestHarness<>(
            new CommitterOperatorFactory<>(topic, false, true), environment.build());
    TypeSerializer<CommittableMessage<KafkaCommittable>> committables =
        CommittableMessageTypeInfo.of(topic::getCommittableSerializer)
            .createSerializer(new SerializerConfigImpl());
    writer.setup(committables);
    committer.setup(committables);
    if (restored != null) {
      checkpoint = restored.checkpoint();
      committer.initializeState(restored.committer());
      writer.initializeState(restored.writer());
    }
    committer.open();
    try {
      writer.open();
    } catch (Exception e) {
      committer.close();
      throw e;
    }
  }

  static <T> SinkTask<T> start(Sink<T> sink, JobID job) throws Exception {
    return new SinkTask<>(sink, job, 1, 0, null);
  }

  static <T> SinkTask<T> start(Sink<T> sink, JobID job, int parallelism, int subtask)
      throws Exception {
    return new SinkTask<>(sink, job, parallelism, subtask, null);
  }

  static <T> SinkTask<T> restore(Sink<T> sink, JobID job, State state) throws Exception {
    return new SinkTask<>(sink, job, 1, 0, state);
  }

  void write(T value) throws Exception {
    writer.processElement(new StreamRecord<>(value));
  }

  /** Takes a checkpoint that is not complete yet. */
  State prepare() throws Exception {
    checkpoint++;
    writer.prepareSnapshotPreBarrier(checkpoint);
    hand();
    State state =
        new State(
            checkpoint,
            writer.snapshot(checkpoint, checkpoint),
            committer.snapshot(checkpoint, checkpoint));
    return state;
  }

  private void hand() throws Exception {
    for (Object record = writer.getOutput().poll();
        record != null;
        record = writer.getOutput().poll()) {
      @SuppressWarnings("unchecked")
      StreamRecord<CommittableMessage<KafkaCommittable>> committable =
          (StreamRecord<CommittableMessage<KafkaCommittable>>) record;
      committer.processElement(committable);
    }
  }

  /** Commits all checkpoints that were prepared. */
  void commit() throws Exception {
    writer.notifyOfCompletedCheckpoint(checkpoint);
    committer.notifyOfCompletedCheckpoint(checkpoint);
  }

  State checkpoint() throws Exception {
    State state = prepare();
    commit();
    return state;
  }

  /** Lets the time of timers pass. */
  void pass(long millis) throws Exception {
    writer.setProcessingTime(writer.getProcessingTime() + millis);
  }

  /** Ends the input, and the job. */
  void end() throws Exception {
    writer.endInput();
    hand();
    checkpoint();
    close();
  }

  @Override
  public void close() {
    try {
      writer.close();
      committer.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
