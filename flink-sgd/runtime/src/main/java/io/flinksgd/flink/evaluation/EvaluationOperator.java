// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.evaluation;

import io.flinksgd.evaluation.DivergenceWatch;
import io.flinksgd.evaluation.OnDivergence;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.evaluation.RejectionWatch;
import io.flinksgd.evaluation.Scores;
import io.flinksgd.evaluation.WorkerReport;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.flink.operator.Gauges;
import io.flinksgd.flink.operator.OneInputFactory;
import io.flinksgd.flink.operator.Parallelism;
import io.flinksgd.flink.operator.Periodic;
import io.flinksgd.flink.operator.TrainingMetrics;
import io.flinksgd.flink.wire.Stored;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.message.Message;
import io.flinksgd.message.MessageFormat;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.streaming.runtime.tasks.StreamTask;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up the workers' reports, emits {@link Progress} once per interval, and warns when too many
 * records are rejected and when the model has diverged. Ahead of each barrier it tells the servers
 * the loss of exactly the examples before it, and whether to publish. Runs with parallelism one.
 * Total and window are checkpointed, so they are exact over restarts: what was not emitted before a
 * restart is emitted after it, even if no more examples come. All calls come on the task's thread.
 *
 * <p>The job's result has the totals in an accumulator, see {@link Account}.
 */
public final class EvaluationOperator extends AbstractStreamOperator<Progress>
    implements OneInputStreamOperator<WorkerReport, Progress>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  /** Messages to the servers. */
  public static final OutputTag<Message> VERDICTS =
      new OutputTag<>("verdicts", new WireType<>(Message.class, new MessageFormat()));

  private static final Logger LOG = LoggerFactory.getLogger(EvaluationOperator.class);

  private final EvaluationSetup setup;
  private transient Stored<WorkerReport> totalState;
  private transient Stored<WorkerReport> windowState;
  private transient Stored<RejectionWatch.State> rejectionState;
  private transient WorkerReport total;
  private transient WorkerReport window;
  private transient Stored<DivergenceWatch.State> divergenceState;
  private transient RejectionWatch rejections;
  private transient DivergenceWatch divergence;
  private transient Scores sinceCut;
  private transient long epoch;
  private transient int servers;
  private transient long withheld;
  private transient boolean ended;

  /** The first checkpoint behind the end of the input: when it is complete, the task may end. */
  private transient long lastCheckpoint;

  private transient Account account;
  private transient LateFailure failure;
  private transient Progress latest;
  private transient Gauges gauges;
  private transient Periodic timer;

  private EvaluationOperator(StreamOperatorParameters<Progress> parameters, EvaluationSetup setup) {
    super(parameters);
    this.setup = setup;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    totalState = reports(context, "total");
    windowState = reports(context, "window");
    total = sum(totalState.get());
    window = sum(windowState.get());
    rejectionState =
        new Stored<>(
            context.getOperatorStateStore().getListState(Stored.list("rejection-watch")),
            new RejectionWatch.Format());
    rejections = new RejectionWatch(setup.safeguards().maxRejected());
    rejectionState.get().forEach(rejections::restore);
    divergenceState =
        new Stored<>(
            context.getOperatorStateStore().getListState(Stored.list("divergence-watch")),
            new DivergenceWatch.Format());
    divergence = new DivergenceWatch(setup.measure(), setup.classes());
    boolean sayAgain = setup.safeguards().onDivergence() == OnDivergence.FAIL;
    for (DivergenceWatch.State state : divergenceState.get()) {
      divergence.restore(state, sayAgain);
    }
    sinceCut = new Scores();
    lastCheckpoint = Long.MAX_VALUE;
    epoch = context.getRestoredCheckpointId().orElse(0) + 1;
  }

  private static Stored<WorkerReport> reports(StateInitializationContext context, String name)
      throws Exception {
    return new Stored<>(
        context.getOperatorStateStore().getListState(Stored.list(name)), new WorkerReport.Format());
  }

  private static WorkerReport sum(Iterable<WorkerReport> reports) {
    WorkerReport sum = new WorkerReport();
    reports.forEach(sum::merge);
    return sum;
  }

  @Override
  public void open() throws Exception {
    super.open();
    Parallelism.mustBeOne(this, "evaluation");
    servers = Parallelism.readers(this, VERDICTS).orElse(0);
    latest = progress();
    MetricGroup group = getMetricGroup().addGroup("training");
    gauges = new Gauges(group);
    gauges.add(TrainingMetrics.LOG_LOSS, () -> latest.total().scores().logLoss());
    gauges.add(TrainingMetrics.AUC, () -> latest.total().scores().auc());
    gauges.add(TrainingMetrics.WINDOW_LOG_LOSS, () -> latest.window().scores().logLoss());
    gauges.add(TrainingMetrics.WINDOW_AUC, () -> latest.window().scores().auc());
    gauges.add(TrainingMetrics.GAP_MAX, () -> latest.total().gaps().max());
    gauges.add(TrainingMetrics.GAP_BOUND, () -> latest.total().gaps().bound());
    gauges.add(TrainingMetrics.GAP_RATIO_MAX, () -> latest.total().gaps().ratio());
    gauges.add(TrainingMetrics.B_HAT, () -> latest.total().gaps().bHat());
    gauges.add(TrainingMetrics.JUDGED_LOSS, () -> divergence.loss());
    gauges.add(TrainingMetrics.JUDGED_BASE_LOSS, () -> divergence.base());
    gauges.count(TrainingMetrics.GAP_SAMPLES, () -> latest.total().gaps().samples());
    gauges.count(TrainingMetrics.GAPS_EXCEEDED, () -> latest.total().gaps().exceeded());
    gauges.count(TrainingMetrics.TOTAL_EXAMPLES, () -> latest.examples());
    gauges.count(TrainingMetrics.TOTAL_RECORDS, () -> latest.work().records());
    gauges.count(TrainingMetrics.TOTAL_REJECTED, () -> latest.rejected());
    gauges.count(TrainingMetrics.REJECTED_ABOVE_LIMIT, () -> rejections.above() ? 1 : 0);
    gauges.count(TrainingMetrics.DIVERGED, () -> divergence.diverged() ? 1 : 0);
    gauges.count(TrainingMetrics.WITHHELD_VERSIONS, () -> withheld);
    for (Reason reason : Reason.values()) {
      gauges
          .in(group.addGroup("reason", reason.name()))
          .count(
              TrainingMetrics.TOTAL_REJECTED,
              () -> latest.total().rejections().byReason().get(reason));
    }
    gauges.update();
    account = new Account();
    failure = new LateFailure(setup.checkpointed());
    getRuntimeContext().addAccumulator(Account.NAME + setup.loop(), account.values());
    timer = Periodic.every(getProcessingTimeService(), setup.intervalMillis(), this::report);
  }

  @Override
  public void processElement(StreamRecord<WorkerReport> element) {
    window.merge(element.getValue());
    total.merge(element.getValue());
    rejections.add(element.getValue());
    divergence.add(element.getValue().scores());
    sinceCut.merge(element.getValue().scores());
  }

  private void report() {
    judge();
    Optional<String> words = rejections.look(total);
    emit();
    warn(words);
    failLater(words);
    raiseIfDue();
  }

  /** Ahead of the barrier: the servers are told of every example before it, and of no other. */
  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint);
    if (!ended) {
      judge();
      tellServers();
    }
  }

  private void judge() {
    boolean before = divergence.diverged();
    Optional<String> words = divergence.judge(total.scores());
    if (before && !divergence.diverged()) {
      words.ifPresent(LOG::info);
      words.ifPresent(account::warn);
    } else {
      String more =
          setup.safeguards().onDivergence() == OnDivergence.STOP_PUBLISHING
              ? ". No version is published until the loss is back"
              : "";
      warn(words.map(said -> said + more));
      if (words.isPresent() && setup.safeguards().onDivergence() == OnDivergence.FAIL) {
        throw new SuppressRestartsException(new IllegalStateException(words.get()));
      }
    }
  }

  private void tellServers() {
    boolean withheldFor =
        divergence.diverged() && setup.safeguards().onDivergence() == OnDivergence.STOP_PUBLISHING;
    boolean publish = !withheldFor && !failure.isPending();
    withheld += publish ? 0 : 1;
    ProgressiveLoss loss = ProgressiveLoss.of(total.scores(), sinceCut, setup.measure());
    for (int server = 0; server < servers; server++) {
      output.collect(
          VERDICTS, new StreamRecord<>(new Message.Verdict(server, epoch, publish, loss)));
    }
    sinceCut = new Scores();
    gauges.update();
  }

  @Override
  public void endInput() throws Exception {
    timer.stop();
    judge();
    Optional<String> words = rejections.end(total);
    emit();
    warn(words);
    failLater(words);
    tellServers();
    ended = true;
    String rejected = total.rejections().toString();
    LOG.info(
        "The input has ended: {} examples learned from, {} records rejected{}",
        latest.examples(),
        latest.rejected(),
        rejected.isEmpty() ? "" : ": " + rejected);
    raiseIfDue();
  }

  /** What was rejected is committed first: see {@link LateFailure}. */
  private void failLater(Optional<String> words) {
    if (words.isPresent()
        && rejections.above()
        && setup.safeguards().maxRejected().fails()
        && failure.begin(words.get())) {
      ProcessingTimeService time = getProcessingTimeService();
      var unused =
          time.registerTimer(
              time.getCurrentProcessingTime() + LateFailure.PATIENCE.toMillis(),
              at -> failure.raise());
    }
  }

  private void raiseIfDue() {
    if (failure.isDue()) {
      failure.raise();
    }
  }

  /** Also where no checkpoint is taken of tasks that have finished. */
  @Override
  public void close() throws Exception {
    super.close();
    if (ended && failure.isOverdue()) {
      failure.raise();
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    failure.completed(checkpoint);
    if (failure.isPending() && checkpoint >= lastCheckpoint) {
      stayForCommits();
    }
    raiseIfDue();
  }

  /**
   * The task would end now: nothing more comes in. It stays for the checkpoint that shows that all
   * is committed, and does what it is asked to do meanwhile, which is to take part in checkpoints.
   */
  private void stayForCommits() throws InterruptedException {
    StreamTask<?, ?> task = getContainingTask();
    MailboxExecutor mails =
        task.getMailboxExecutorFactory().createExecutor(TaskMailbox.MIN_PRIORITY);
    while (!failure.isDue() && !task.isCanceled()) {
      mails.yield();
    }
  }

  /** A log may have no reader: every warning is a metric and in the job's result, too. */
  private void warn(Optional<String> words) {
    words.ifPresent(LOG::warn);
    words.ifPresent(account::warn);
    account.tell(total, divergence.diverged());
  }

  private void emit() {
    if (!window.isEmpty()) {
      latest = progress();
      output.collect(new StreamRecord<>(latest));
      window = new WorkerReport();
    }
    gauges.update();
  }

  private Progress progress() {
    return total.progress(
        getProcessingTimeService().getCurrentProcessingTime(), window, divergence.diverged());
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    failure.taken(context.getCheckpointId());
    if (ended) {
      lastCheckpoint = Math.min(lastCheckpoint, context.getCheckpointId());
    }
    totalState.update(List.of(total));
    windowState.update(List.of(window));
    rejectionState.update(List.of(rejections.state()));
    divergenceState.update(List.of(divergence.state()));
  }

  /** Makes the operator. */
  public static final class Factory extends OneInputFactory<WorkerReport, Progress> {
    private static final long serialVersionUID = 1L;
    private final EvaluationSetup setup;

    /** Evaluates as {@code setup} says. */
    public Factory(EvaluationSetup setup) {
      super(EvaluationOperator.class);
      this.setup = setup;
    }

    @Override
    protected OneInputStreamOperator<WorkerReport, Progress> create(
        StreamOperatorParameters<Progress> parameters) {
      return new EvaluationOperator(parameters, setup);
    }
  }
}
