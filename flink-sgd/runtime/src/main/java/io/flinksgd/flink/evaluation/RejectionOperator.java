// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.evaluation;

import io.flinksgd.evaluation.WorkerReport;
import io.flinksgd.example.Rejected;
import io.flinksgd.flink.operator.OneInputFactory;
import io.flinksgd.flink.operator.Periodic;
import io.flinksgd.flink.operator.TrainingMetrics;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts records that were refused before any worker saw them, and reports them as workers report
 * what they do: once per interval and ahead of each barrier, so that none is lost or counted twice.
 */
public final class RejectionOperator extends AbstractStreamOperator<WorkerReport>
    implements OneInputStreamOperator<Rejected, WorkerReport>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final long intervalMillis;
  private transient WorkerReport report;
  private transient Counter refused;
  private transient Periodic reports;
  private transient boolean ended;

  private RejectionOperator(
      StreamOperatorParameters<WorkerReport> parameters, long intervalMillis) {
    super(parameters);
    this.intervalMillis = intervalMillis;
  }

  @Override
  public void open() throws Exception {
    super.open();
    report = new WorkerReport();
    refused = TrainingMetrics.REFUSED.counter(getMetricGroup().addGroup("training"));
    reports = Periodic.every(getProcessingTimeService(), intervalMillis, this::emit);
  }

  @Override
  public void processElement(StreamRecord<Rejected> element) {
    refused.inc();
    report.came();
    report.rejected(element.getValue());
  }

  private void emit() {
    if (!report.isEmpty()) {
      output.collect(new StreamRecord<>(report));
      report = new WorkerReport();
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint);
    if (!ended) {
      emit();
    }
  }

  @Override
  public void endInput() {
    reports.stop();
    emit();
    ended = true;
  }

  /** Makes the operator. */
  public static final class Factory extends OneInputFactory<Rejected, WorkerReport> {
    private static final long serialVersionUID = 1L;
    private final long intervalMillis;

    /** Reports every {@code intervalMillis}. */
    public Factory(long intervalMillis) {
      super(RejectionOperator.class);
      this.intervalMillis = intervalMillis;
    }

    @Override
    protected OneInputStreamOperator<Rejected, WorkerReport> create(
        StreamOperatorParameters<WorkerReport> parameters) {
      return new RejectionOperator(parameters, intervalMillis);
    }
  }
}
