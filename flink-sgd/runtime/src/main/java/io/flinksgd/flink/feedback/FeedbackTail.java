// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.feedback;

import io.flinksgd.flink.operator.OneInputFactory;
import java.io.Serializable;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The end of a loop: puts what comes into the channel to the head with the same index, after the
 * head has said that it is at the same place. Emits nothing.
 */
public final class FeedbackTail<T> extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<T, Void> {
  private static final long serialVersionUID = 1L;

  private final String loop;
  private final HeadOf<T> headOf;
  private transient FeedbackChannel<T> channel;

  /** Tells where the head of the loop is. */
  @FunctionalInterface
  public interface HeadOf<T> extends Serializable {
    /**
     * The {@link FeedbackPlace} of the head if {@code record} was sent to say so, and must not be
     * delivered; otherwise null.
     */
    String place(T record);
  }

  private FeedbackTail(StreamOperatorParameters<Void> parameters, String loop, HeadOf<T> headOf) {
    super(parameters);
    this.loop = loop;
    this.headOf = headOf;
  }

  @Override
  public void open() throws Exception {
    super.open();
    channel = FeedbackChannel.of(FeedbackKey.of(loop, getRuntimeContext()));
  }

  @Override
  public void processElement(StreamRecord<T> element) {
    String head = headOf.place(element.getValue());
    if (head == null) {
      channel.put(element.getValue());
    } else {
      check(head);
    }
  }

  /** Ends the job if the head is where it would wait for ever. */
  private void check(String head) {
    String here = FeedbackPlace.of(getRuntimeContext());
    if (!here.equals(head)) {
      throw new SuppressRestartsException(
          new IllegalStateException(
              ("worker and end of a loop must run in one slot: loop=%s, subtask=%d, worker=%s,"
                      + " end=%s; have the operator in front of the worker begin a chain"
                      + " (startNewChain())")
                  .formatted(
                      loop,
                      getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                      head,
                      here)));
    }
  }

  @Override
  public void close() throws Exception {
    if (channel != null) {
      channel.close();
    }
    super.close();
  }

  /** Makes the tail of {@code loop}. */
  public static final class Factory<T> extends OneInputFactory<T, Void> {
    private static final long serialVersionUID = 1L;
    private final String loop;
    private final HeadOf<T> headOf;

    /** Names the loop, which must be unique in the job. */
    public Factory(String loop, HeadOf<T> headOf) {
      super(tailClass());
      this.loop = loop;
      this.headOf = headOf;
    }

    @Override
    protected OneInputStreamOperator<T, Void> create(StreamOperatorParameters<Void> parameters) {
      return new FeedbackTail<>(parameters, loop, headOf);
    }

    @SuppressWarnings("unchecked") // the class of every tail, whatever it carries
    private static Class<FeedbackTail<?>> tailClass() {
      return (Class<FeedbackTail<?>>) (Class<?>) FeedbackTail.class;
    }
  }
}
