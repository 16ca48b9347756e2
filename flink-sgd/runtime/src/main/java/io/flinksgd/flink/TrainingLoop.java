// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import io.flinksgd.evaluation.LossMeasure;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.evaluation.WorkerReport;
import io.flinksgd.example.Example;
import io.flinksgd.example.Rejected;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.flink.evaluation.EvaluationOperator;
import io.flinksgd.flink.evaluation.EvaluationSetup;
import io.flinksgd.flink.evaluation.RejectionOperator;
import io.flinksgd.flink.feedback.FeedbackTail;
import io.flinksgd.flink.server.ServerOperatorFactory;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.flink.worker.WorkerOperatorFactory;
import io.flinksgd.flink.worker.WorkerOutputs;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.message.MessageFormat;
import io.flinksgd.spec.TrainingSpec;
import java.util.Optional;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the dataflow of the loop.
 *
 * <pre>
 *   examples -> worker i  --- Step (push + pull) ----------->  server s   pages in keyed state
 *                  ^                                              |
 *                  |  in-JVM channel                              |  Reply
 *               tail i (co-located with worker i) <---------------+
 *
 *   worker i, refused -- WorkerReport --> evaluation -- Verdict, ahead of each barrier --> server s
 * </pre>
 */
class TrainingLoop {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);
  private static final int DEFAULT_KEY_GROUPS = 128;

  private final String name;
  private final TrainingSpec spec;

  /**
   * A loop.
   *
   * @param name prefix of its uids, unique in the job
   */
  TrainingLoop(String name, TrainingSpec spec) {
    this.name = name;
    this.spec = spec;
  }

  String uid(String operator) {
    return name + "-" + operator;
  }

  /**
   * Builds it.
   *
   * @param refused records that never became examples
   * @param kinds what the fields of the records were
   */
  TrainingStreams attach(
      DataStream<Example> examples,
      Optional<DataStream<Rejected>> refused,
      Optional<DataStream<FieldKinds>> kinds) {
    var env = examples.getExecutionEnvironment();
    streaming(env);
    if (!env.getCheckpointConfig().isCheckpointingEnabled()) {
      LOG.warn(
          "Checkpointing is off: nothing is published before the input ends, and savepoints are not exact."
              + " Set execution.checkpointing.interval.");
    }
    int parallelism = examples.getParallelism();
    int servers = spec.placement().servers() > 0 ? spec.placement().servers() : parallelism;
    int configured = env.getMaxParallelism();
    int keyGroups =
        configured > 0 ? configured : Math.max(DEFAULT_KEY_GROUPS, Math.max(servers, parallelism));
    Layout layout =
        new Layout(spec.model().dimension(), spec.placement().pageSize(), servers, keyGroups);

    TypeInformation<Message> type = new WireType<>(Message.class, new MessageFormat());
    WorkerOperatorFactory workerFactory = workers(layout);
    SingleOutputStreamOperator<Message> worker =
        examples
            .transform("worker", type, workerFactory)
            .uid(uid("worker"))
            .setParallelism(parallelism)
            .setBufferTimeout(0);

    SingleOutputStreamOperator<Progress> evaluation = evaluation(reports(worker, refused));
    ServerOperatorFactory serverFactory =
        new ServerOperatorFactory(name, spec, layout, parallelism);
    SingleOutputStreamOperator<Message> server =
        route(worker.union(evaluation.getSideOutput(EvaluationOperator.VERDICTS)))
            .transform("server", type, serverFactory)
            .uid(uid("server"))
            .setParallelism(servers)
            .setMaxParallelism(keyGroups)
            .setBufferTimeout(0);
    hasKeyedState(server.getTransformation());

    SingleOutputStreamOperator<Void> tail =
        route(server)
            .transform("tail", Types.VOID, new FeedbackTail.Factory<>(name, TrainingLoop::head))
            .uid(uid("tail"))
            .setParallelism(parallelism)
            .setMaxParallelism(keyGroups);

    CoLocation.together(name, worker.getTransformation(), tail.getTransformation());
    return new TrainingStreams(
        this,
        spec,
        layout,
        worker,
        server,
        tail,
        workerFactory,
        serverFactory,
        evaluation,
        rejected(worker, refused),
        kinds);
  }

  /** What makes the workers. */
  WorkerOperatorFactory workers(Layout layout) {
    return new WorkerOperatorFactory(spec, layout, name);
  }

  private static DataStream<Rejected> rejected(
      SingleOutputStreamOperator<Message> worker, Optional<DataStream<Rejected>> refused) {
    DataStream<Rejected> rejected = worker.getSideOutput(WorkerOutputs.REJECTED);
    return refused.isEmpty() ? rejected : rejected.union(refused.get());
  }

  private DataStream<WorkerReport> reports(
      SingleOutputStreamOperator<Message> worker, Optional<DataStream<Rejected>> refused) {
    DataStream<WorkerReport> reports = worker.getSideOutput(WorkerOutputs.REPORTS);
    if (refused.isEmpty()) {
      return reports;
    }
    return reports.union(
        refused
            .get()
            .transform(
                "refused",
                WorkerOutputs.REPORTS.getTypeInfo(),
                new RejectionOperator.Factory(spec.reporting().progressInterval().toMillis()))
            .uid(uid("refused"))
            .setParallelism(refused.get().getParallelism()));
  }

  /** In a chain of its own: a slow sink of progress would hold up its barriers. */
  private SingleOutputStreamOperator<Progress> evaluation(DataStream<WorkerReport> reports) {
    EvaluationSetup setup =
        new EvaluationSetup(
            name,
            spec.reporting().progressInterval().toMillis(),
            LossMeasure.of(spec.model()),
            spec.model().classes(),
            spec.safeguards(),
            reports.getExecutionEnvironment().getCheckpointConfig().isCheckpointingEnabled());
    return alignedOnly(reports.global())
        .transform("evaluation", WireType.PROGRESS, new EvaluationOperator.Factory(setup))
        .uid(uid("evaluation"))
        .setParallelism(1)
        .disableChaining();
  }

  /** A loop has no end, so that none of its tasks can wait for another to have finished. */
  private static void streaming(StreamExecutionEnvironment env) {
    RuntimeExecutionMode mode = env.getConfiguration().get(ExecutionOptions.RUNTIME_MODE);
    if (mode == RuntimeExecutionMode.BATCH) {
      throw new IllegalArgumentException(
          "execution.runtime-mode must be STREAMING, also for an input that ends:"
              + " execution.runtime-mode=BATCH");
    }
    if (mode == RuntimeExecutionMode.AUTOMATIC) {
      LOG.info("Training runs as a stream: execution.runtime-mode AUTOMATIC becomes STREAMING.");
      env.setRuntimeMode(RuntimeExecutionMode.STREAMING);
    }
  }

  /** Where the worker is that {@code message} comes from, if it says so. */
  private static String head(Message message) {
    return message instanceof Message.Hello hello ? hello.place() : null;
  }

  private static DataStream<Message> route(DataStream<Message> messages) {
    return alignedOnly(
        new DataStream<>(
            messages.getExecutionEnvironment(),
            new PartitionTransformation<>(messages.getTransformation(), new TargetPartitioner())));
  }

  /** State by key, though messages have none: the operator sets it for each shard that it reads. */
  @SuppressWarnings("unchecked") // what transform() made
  private static void hasKeyedState(Transformation<Message> operator) {
    OneInputTransformation<Message, Message> keyed =
        (OneInputTransformation<Message, Message>) operator;
    keyed.setStateKeySelector(Message::target);
    keyed.setStateKeyType(Types.INT);
  }

  /**
   * Has the barriers of an unaligned checkpoint wait on this edge too. What is in flight in the
   * loop is bounded by the workers' pipelines, so there is nothing to overtake, and no message ever
   * has to be restored: servers and workers may be rescaled freely.
   */
  static <S extends DataStream<?>> S alignedOnly(S partitioned) {
    ((PartitionTransformation<?>) partitioned.getTransformation())
        .getPartitioner()
        .disableUnalignedCheckpoints();
    return partitioned;
  }
}
