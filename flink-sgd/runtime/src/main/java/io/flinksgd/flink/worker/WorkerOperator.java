// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.worker;

import io.flinksgd.evaluation.PredictedExample;
import io.flinksgd.evaluation.Prediction;
import io.flinksgd.evaluation.WorkerReport;
import io.flinksgd.example.Example;
import io.flinksgd.example.Rejected;
import io.flinksgd.flink.feedback.FeedbackChannel;
import io.flinksgd.flink.feedback.FeedbackKey;
import io.flinksgd.flink.feedback.FeedbackPlace;
import io.flinksgd.flink.operator.Parallelism;
import io.flinksgd.flink.operator.Periodic;
import io.flinksgd.flink.wire.Stored;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.worker.CheckpointDrain;
import io.flinksgd.worker.MiniBatchFormat;
import io.flinksgd.worker.ResidualFormat;
import io.flinksgd.worker.WorkerEffects;
import io.flinksgd.worker.WorkerLogic;
import io.flinksgd.worker.WorkerState;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.jobgraph.JobType;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs {@link WorkerLogic} in Flink: examples and feedback in, messages out, backpressure, timers,
 * the backlog in operator state. All calls come on the task's thread; feedback and timers come as
 * mails, also while an element waits.
 */
final class WorkerOperator extends AbstractStreamOperator<Message>
    implements OneInputStreamOperator<Example, Message>, BoundedOneInput, WorkerEffects {
  private static final long serialVersionUID = 1L;

  /** Closed batches that wait for a step: more would only fall out of the processor's cache. */
  private static final int READ_AHEAD = 1;

  /** While draining, more than this many batches slow the input down until the barrier comes. */
  private static final int DRAIN_FREELY = 4;

  private static final long DRAIN_PAUSE_NANOS = 1_000_000;

  private final TrainingSpec spec;
  private final Layout planned;
  private final String loop;
  private final boolean predicts;
  private final MailboxExecutor mailbox;

  private transient Layout layout;
  private transient WorkerLogic logic;
  private transient CheckpointDrain drain;
  private transient FeedbackChannel<Message> channel;
  private transient Stored<MiniBatch> backlogState;
  private transient Stored<float[]> residualState;
  private transient StreamRecord<Message> outgoing;
  private transient WorkerReport report;
  private transient WorkerMetrics workerMetrics;
  private transient Periodic ticks;
  private transient Periodic reports;
  private transient Periodic stalls;
  private transient int subtask;
  private transient long epoch;
  private transient boolean ended;

  WorkerOperator(
      StreamOperatorParameters<Message> parameters,
      TrainingSpec spec,
      Layout planned,
      String loop,
      boolean predicts) {
    super(parameters);
    this.spec = spec;
    this.planned = planned;
    this.loop = loop;
    this.predicts = predicts;
    this.mailbox = parameters.getMailboxExecutor();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    epoch = context.getRestoredCheckpointId().orElse(0) + 1;
    outgoing = new StreamRecord<>(null);
    report = new WorkerReport(subtask);
    // a scheduler may have changed how many there are
    layout = planned.at(Parallelism.readers(this).orElse(planned.servers()));
    drain = new CheckpointDrain(layout.servers());
    int workers = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    check(workers);
    logic = new WorkerLogic(subtask, workers, epoch, spec, layout, this);
    backlogState =
        new Stored<>(
            context.getOperatorStateStore().getListState(Stored.list("backlog")),
            new MiniBatchFormat());
    // one piece for each worker: when there are fewer workers, some take over several
    residualState =
        new Stored<>(
            context.getOperatorStateStore().getListState(Stored.list("residual")),
            new ResidualFormat());
    if (context.isRestored()) {
      try {
        logic.restore(new WorkerState(backlogState.get(), residualState.get()));
      } catch (IllegalArgumentException e) {
        throw new SuppressRestartsException(e); // another attempt would have the same settings
      }
    }
    workerMetrics = new WorkerMetrics(getMetricGroup().addGroup("training"));
    workerMetrics.show(logic);
  }

  private void check(int workers) {
    try {
      spec.consistency().check(workers);
    } catch (IllegalArgumentException e) {
      throw new SuppressRestartsException(e); // another attempt would have as many
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    refuseBatch();
    channel = FeedbackChannel.of(FeedbackKey.of(loop, getRuntimeContext()));
    channel.consume(this::feedback, mail -> mailbox.execute(mail::run, "feedback"));
    mailbox.execute(this::begin, "first messages");
    ticks =
        Periodic.every(
            getProcessingTimeService(),
            Math.max(1, spec.stepping().batchTimeout().toMillis() / 2),
            logic::tick);
    reports =
        Periodic.every(
            getProcessingTimeService(),
            spec.reporting().progressInterval().toMillis(),
            this::emitReport);
    if (!spec.safeguards().stallTimeout().isZero()) {
      long millis = spec.safeguards().stallTimeout().toMillis();
      long pace = Math.max(1, millis / WorkerLogic.STALL_LOOKS);
      stalls = Periodic.every(getProcessingTimeService(), pace, logic::lookForStall);
    }
  }

  /** A job may have become a batch job after the loop was attached: then it would stand still. */
  private void refuseBatch() {
    if (getContainingTask().getEnvironment().getJobType() == JobType.BATCH) {
      throw new SuppressRestartsException(
          new IllegalStateException(
              "execution.runtime-mode must be STREAMING, also for an input that ends:"
                  + " execution.runtime-mode=BATCH"));
    }
  }

  private void begin() {
    send(new Message.Hello(0, epoch, subtask, FeedbackPlace.of(getRuntimeContext())));
    logic.begin();
  }

  @Override
  public void processElement(StreamRecord<Example> element) throws Exception {
    Example example = element.getValue();
    report.came();
    Optional<Rejected> reason = spec.model().reject(example);
    if (reason.isPresent()) {
      rejected(reason.get());
      return;
    }
    logic.accept(example);
    if (logic.ready() >= READ_AHEAD) {
      waitForRoom();
    }
  }

  /** Lets feedback in until a batch can be taken; never waits while a checkpoint is on its way. */
  private void waitForRoom() throws InterruptedException {
    // a long backlog is worked off over many elements, so that checkpoints can be triggered between
    // them
    int enough = Math.max(READ_AHEAD, logic.ready() - 1);
    while (logic.ready() >= enough && !drain.active()) {
      mailbox.yield();
    }
    if (logic.ready() > DRAIN_FREELY && drain.active()) {
      LockSupport.parkNanos(DRAIN_PAUSE_NANOS);
    }
  }

  private void feedback(Message message) {
    if (message instanceof Message.CheckpointToken token) {
      drain.token(token.checkpoint());
    } else if (message instanceof Message.Resume resume) {
      drain.resume(resume.worker(), resume.checkpoint());
    } else {
      logic.receive(message);
    }
  }

  @Override
  public void endInput() throws Exception {
    logic.endInput();
    while (!logic.away()) {
      if (drain.active()) {
        logic.neverWait();
      }
      if (!logic.away()) {
        mailbox.yield();
      }
    }
    ticks.stop();
    reports.stop();
    if (stalls != null) {
      stalls.stop();
    }
    emitReport();
    ended = true;
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint);
    drain.barrier(checkpoint);
    if (!ended) {
      send(new Message.CheckpointToken(0, epoch, subtask, checkpoint));
      emitReport(); // ahead of the barrier, so that a report is never lost or counted twice
    }
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    super.notifyCheckpointAborted(checkpoint);
    if (!ended && drain.hasPassed(checkpoint)) {
      for (int server = 0; server < layout.servers(); server++) {
        send(new Message.Resume(server, epoch, subtask, checkpoint));
      }
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    WorkerState state = logic.state();
    backlogState.update(state.backlog());
    residualState.update(state.residuals());
  }

  @Override
  public void send(Message message) {
    output.collect(outgoing.replace(message));
  }

  @Override
  public void learned(MiniBatch batch, float[] score, float[] probabilities) {
    workerMetrics.learned(batch.size());
    report.learned(spec.model(), batch, score, probabilities);
    if (predicts) {
      int classes = probabilities.length == 0 ? 0 : spec.model().classes();
      for (int e = 0; e < batch.size(); e++) {
        Prediction prediction =
            new Prediction(
                new PredictedExample(
                    batch.key[e],
                    batch.label[e],
                    batch.weight[e],
                    batch.eventTime[e],
                    batch.origin[e]),
                score[e],
                Prediction.ofExample(e, classes, probabilities));
        output.collect(WorkerOutputs.PREDICTIONS, new StreamRecord<>(prediction));
      }
    }
  }

  @Override
  public void rejected(Rejected example) {
    workerMetrics.rejected();
    report.rejected(example);
    output.collect(WorkerOutputs.REJECTED, new StreamRecord<>(example));
  }

  @Override
  public void gap(double gap, double bound, double rate) {
    report.gap(gap, bound, rate);
    workerMetrics.gap(gap, bound);
  }

  @Override
  public void staleness(long updates) {
    report.staleness(updates);
  }

  private void emitReport() {
    workerMetrics.update();
    report.traffic(logic.statistics().takeTraffic());
    if (!report.isEmpty()) {
      output.collect(WorkerOutputs.REPORTS, new StreamRecord<>(report));
      report = new WorkerReport(subtask);
    }
  }

  @Override
  public void close() throws Exception {
    if (channel != null) {
      channel.close();
    }
    if (logic != null) {
      logic.close();
    }
    super.close();
  }
}
