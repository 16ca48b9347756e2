// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import io.flinksgd.example.Example;
import io.flinksgd.flink.operator.OneInputFactory;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Puts extra records before each barrier of the second subtask, so that the workers' barriers stand
 * at different steps: what strikes at random without it strikes each time.
 */
final class Skew extends AbstractStreamOperator<Example>
    implements OneInputStreamOperator<Example, Example> {
  private static final long serialVersionUID = 1L;
  private final int records;
  private transient boolean finished;

  private Skew(StreamOperatorParameters<Example> parameters, int records) {
    super(parameters);
    this.records = records;
  }

  /**
   * Every extra record is example 0: where, within its part of the model, it touches the part of
   * {@code c}.
   */
  static int coordinate(int c) {
    int part = LoopJob.DIMENSION / 5;
    return (c / part) * 7 % part;
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
        output.collect(new StreamRecord<>(LoopJob.example(0)));
      }
      LoopJob.ADDED.addAndGet(records);
    }
  }

  /** Makes the operator. */
  static final class Factory extends OneInputFactory<Example, Example> {
    private static final long serialVersionUID = 1L;
    private final int records;

    Factory(int records) {
      super(Skew.class);
      this.records = records;
    }

    @Override
    protected OneInputStreamOperator<Example, Example> create(
        StreamOperatorParameters<Example> parameters) {
      return new Skew(parameters, records);
    }
  }
}
