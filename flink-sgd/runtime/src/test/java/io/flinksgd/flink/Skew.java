// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import io.flinksgd.example.Example;
import io.flinksgd.flink.operator.OneInputFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.testutils.junit.SharedReference;

/**
 * Puts extra records before each barrier of the second subtask, so that the workers' barriers stand
 * at different steps: what strikes at random without it strikes each time.
 */
final class Skew extends AbstractStreamOperator<Example>
    implements OneInputStreamOperator<Example, Example> {
  private static final long serialVersionUID = 1L;

  /** The number of the example that every extra record is. */
  static final long EXAMPLE = 0;

  private final int records;
  private final SharedReference<AtomicLong> added;
  private transient boolean finished;

  private Skew(
      StreamOperatorParameters<Example> parameters,
      int records,
      SharedReference<AtomicLong> added) {
    super(parameters);
    this.records = records;
    this.added = added;
  }

  @Override
  public void processElement(StreamRecord<Example> element) {
    output.collect(element);
  }

  @Override
  public void finish() throws Exception {
    super.finish();
    finished = true;
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) {
    if (!finished && getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 1) {
      for (int i = 0; i < records; i++) {
        output.collect(new StreamRecord<>(NumberedExamples.example(EXAMPLE)));
      }
      added.get().addAndGet(records);
    }
  }

  /** Makes the operator. */
  static final class Factory extends OneInputFactory<Example, Example> {
    private static final long serialVersionUID = 1L;
    private final int records;
    private final SharedReference<AtomicLong> added;

    /** So many {@code records} before each barrier; {@code added} counts them. */
    Factory(int records, SharedReference<AtomicLong> added) {
      super(Skew.class);
      this.records = records;
      this.added = added;
    }

    @Override
    protected OneInputStreamOperator<Example, Example> create(
        StreamOperatorParameters<Example> parameters) {
      return new Skew(parameters, records, added);
    }
  }
}
