package io.flinksgd.feedback;

import io.flinksgd.operator.OneInputFactory;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The end of a loop: puts what comes into the channel to the head with the same index. Emits
 * nothing.
 */
public final class FeedbackTail<T> extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<T, Void> {
  private static final long serialVersionUID = 1L;

  private final String loop;
  private transient FeedbackChannel<T> channel;

  private FeedbackTail(StreamOperatorParameters<Void> parameters, String loop) {
    super(parameters);
    this.loop = loop;
  }

  @Override
  public void open() throws Exception {
    super.open();
    channel = FeedbackChannel.of(FeedbackKey.of(loop, getRuntimeContext()));
  }

  @Override
  public void processElement(StreamRecord<T> element) {
    channel.put(element.getValue());
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

    /** Names the loop, which must be unique in the job. */
    public Factory(String loop) {
      super(tailClass());
      this.loop = loop;
    }

    @Override
    protected OneInputStreamOperator<T, Void> create(StreamOperatorParameters<Void> parameters) {
      return new FeedbackTail<>(parameters, loop);
    }

    @SuppressWarnings("unchecked") // the class of every tail, whatever it carries
    private static Class<FeedbackTail<?>> tailClass() {
      return (Class<FeedbackTail<?>>) (Class<?>) FeedbackTail.class;
    }
  }
}
