package io.flinksgd.evaluation;

import io.flinksgd.message.WireType;
import io.flinksgd.operator.OneInputFactory;
import io.flinksgd.operator.Periodic;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up the workers' reports and emits {@link Progress} once per interval. Runs with parallelism
 * one; total and window are checkpointed, so they are exact under restarts and what was not yet
 * told is told after one, even if no more examples come.
 */
public final class EvaluationOperator extends AbstractStreamOperator<Progress>
    implements OneInputStreamOperator<WorkerReport, Progress>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final long intervalMillis;
  private transient ListState<WorkerReport> totalState;
  private transient ListState<WorkerReport> windowState;
  private transient WorkerReport total;
  private transient WorkerReport window;
  private transient Progress latest;
  private transient Periodic timer;

  private EvaluationOperator(StreamOperatorParameters<Progress> parameters, long intervalMillis) {
    super(parameters);
    this.intervalMillis = intervalMillis;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    totalState = context.getOperatorStateStore().getListState(descriptor("total"));
    windowState = context.getOperatorStateStore().getListState(descriptor("window"));
    total = sum(totalState.get());
    window = sum(windowState.get());
  }

  private static ListStateDescriptor<WorkerReport> descriptor(String name) {
    return new ListStateDescriptor<>(
        name, new WireType<>(WorkerReport.class, new WorkerReport.Format()));
  }

  /** A sum of its own: the state is written while the operator goes on. */
  private static WorkerReport sum(Iterable<WorkerReport> reports) {
    WorkerReport sum = new WorkerReport();
    reports.forEach(sum::merge);
    return sum;
  }

  @Override
  public void open() throws Exception {
    super.open();
    latest = progress();
    MetricGroup group = getMetricGroup().addGroup("training");
    group.gauge("logLoss", () -> latest.total().logLoss());
    group.gauge("auc", () -> latest.total().auc());
    group.gauge("windowLogLoss", () -> latest.window().logLoss());
    group.gauge("windowAuc", () -> latest.window().auc());
    group.gauge("gapMax", () -> latest.gaps().max());
    group.gauge("gapBound", () -> latest.gaps().bound());
    group.gauge("gapRatioMax", () -> latest.gaps().ratio());
    group.gauge("bHat", () -> latest.gaps().bHat());
    group.gauge("gapSamples", () -> latest.gaps().samples());
    group.gauge("gapsExceeded", () -> latest.gaps().exceeded());
    group.gauge("totalExamples", () -> latest.examples());
    timer = Periodic.every(getProcessingTimeService(), intervalMillis, this::emit);
  }

  @Override
  public void processElement(StreamRecord<WorkerReport> element) {
    window.merge(element.getValue());
    total.merge(element.getValue());
  }

  @Override
  public void endInput() {
    timer.stop();
    emit();
  }

  private void emit() {
    if (!window.isEmpty()) {
      latest = progress();
      output.collect(new StreamRecord<>(latest));
      window = new WorkerReport();
    }
  }

  private Progress progress() {
    return total.progress(getProcessingTimeService().getCurrentProcessingTime(), window);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    totalState.update(List.of(sum(List.of(total))));
    windowState.update(List.of(sum(List.of(window))));
  }

  /** Makes the operator. */
  public static final class Factory extends OneInputFactory<WorkerReport, Progress> {
    private static final long serialVersionUID = 1L;
    private final long intervalMillis;

    /** Emits progress every {@code intervalMillis}. */
    public Factory(long intervalMillis) {
      super(EvaluationOperator.class);
      this.intervalMillis = intervalMillis;
    }

    @Override
    protected OneInputStreamOperator<WorkerReport, Progress> create(
        StreamOperatorParameters<Progress> parameters) {
      return new EvaluationOperator(parameters, intervalMillis);
    }
  }
}
