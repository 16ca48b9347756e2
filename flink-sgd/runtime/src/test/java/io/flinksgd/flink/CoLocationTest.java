// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Case;
import io.flinksgd.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers and the ends of their loops, in jobs of every shape. */
@Tag("case")
final class CoLocationTest {
  private static final OutputTag<Example> SIDE = new OutputTag<>("side", WireType.EXAMPLE);
  private static final WatermarkStrategy<Example> TIMES =
      WatermarkStrategy.<Example>forBoundedOutOfOrderness(Duration.ofSeconds(1))
          .withTimestampAssigner((example, before) -> example.eventTime());

  /** What may stand in front of a worker. */
  private enum Shape {
    PLAIN,
    EVENT_TIME,
    EVENT_TIME_AND_MORE,
    SIDE_OUTPUT,
    SIDE_OUTPUT_AND_EVENT_TIME,
    FORWARD,
    REBALANCE,
    UNION,
    KEYED,
    NEW_CHAIN,
    NO_CHAINS,
    OTHER_SLOTS_BEFORE,
    OTHER_SLOTS_FOR_ALL;

    DataStream<Example> inFront(SingleOutputStreamOperator<Example> examples) {
      return switch (this) {
        case PLAIN -> examples;
        case EVENT_TIME -> examples.assignTimestampsAndWatermarks(TIMES);
        case EVENT_TIME_AND_MORE ->
            same(same(examples).assignTimestampsAndWatermarks(TIMES)).filter(example -> true);
        case SIDE_OUTPUT -> examples.process(new ToTheSide()).getSideOutput(SIDE);
        case SIDE_OUTPUT_AND_EVENT_TIME ->
            same(SIDE_OUTPUT.inFront(examples)).assignTimestampsAndWatermarks(TIMES);
        case FORWARD -> same(examples.forward()).forward();
        case REBALANCE -> examples.rebalance();
        case UNION -> examples.union(same(examples));
        case KEYED -> same(examples.keyBy(Example::key, Types.STRING));
        case NEW_CHAIN -> same(examples).startNewChain();
        case NO_CHAINS -> {
          examples.getExecutionEnvironment().disableOperatorChaining();
          yield same(examples);
        }
        case OTHER_SLOTS_BEFORE ->
            same(examples.slotSharingGroup("input")).slotSharingGroup("training");
        case OTHER_SLOTS_FOR_ALL -> same(examples.slotSharingGroup("all"));
      };
    }
  }

  private static SingleOutputStreamOperator<Example> same(DataStream<Example> examples) {
    return examples.map(example -> example).returns(WireType.EXAMPLE);
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void workerAndEndAreInOneGroup(Shape shape) {
    StreamExecutionEnvironment env = environment(new Configuration());
    train(shape.inFront(source(env)), "sgd");
    assertTogether(env.getStreamGraph().getJobGraph(), 1);
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void soAreThoseOfTwoLoopsOnOneStream(Shape shape) {
    StreamExecutionEnvironment env = environment(new Configuration());
    SingleOutputStreamOperator<Example> source = source(env);
    DataStream<Example> examples = shape.inFront(source);
    train(examples, "one");
    train(examples, "two");
    train(same(source), "three");
    assertTogether(env.getStreamGraph().getJobGraph(), 3);
  }

  @Test
  void soIsThatOfALoopBehindALoop() {
    StreamExecutionEnvironment env = environment(new Configuration());
    SingleOutputStreamOperator<Example> source = source(env);
    TrainingStreams first = train(source, "first");
    DataStream<Example> predicted =
        first
            .predictions()
            .map(
                p ->
                    new Example(
                        p.example().label(),
                        1,
                        Features.Sparse.ofOnes(new int[] {1}),
                        0,
                        "",
                        p.example().origin()))
            .returns(WireType.EXAMPLE);
    train(predicted, "second");
    train(same(source), "third");
    assertTogether(env.getStreamGraph().getJobGraph(), 3);
  }

  private static void assertTogether(JobGraph job, int loops) {
    List<JobVertex> ends = ends(job);
    assertThat(ends).hasSize(loops);
    for (JobVertex end : ends) {
      JobVertex worker = worker(job, end);
      assertThat(worker.getCoLocationGroup()).as(worker.getName()).isNotNull();
      assertThat(end.getCoLocationGroup())
          .as(worker.getName())
          .isEqualTo(worker.getCoLocationGroup());
    }
  }

  private static List<JobVertex> ends(JobGraph job) {
    List<JobVertex> ends = new ArrayList<>();
    job.getVertices()
        .forEach(
            vertex ->
                ends.addAll(vertex.getName().startsWith("tail") ? List.of(vertex) : List.of()));
    return ends;
  }

  /** The vertex of the worker whose loop ends in {@code end}. */
  private static JobVertex worker(JobGraph job, JobVertex end) {
    JobVertex server = end.getInputs().get(0).getSource().getProducer();
    JobVertex worker =
        server.getInputs().stream()
            .map(input -> input.getSource().getProducer())
            .filter(vertex -> vertex.getName().contains("worker"))
            .findFirst()
            .orElseThrow();
    assertThat(job.getVertices()).contains(worker);
    return worker;
  }

  /** With this mode tasks are spread over TaskManagers unless something holds them together. */
  @Test
  @SuppressWarnings("try") // closing a cluster may be interrupted: then the test fails
  void tasksThatAreSpreadStayTogether() throws Exception {
    Configuration settings = new Configuration();
    settings.setString("taskmanager.load-balance.mode", "TASKS");
    StreamExecutionEnvironment env = environment(settings);
    SingleOutputStreamOperator<Example> source = source(env);
    DataStream<Example> timed = Shape.EVENT_TIME_AND_MORE.inFront(source);
    train(timed, "one");
    train(timed, "two");
    train(Shape.SIDE_OUTPUT_AND_EVENT_TIME.inFront(source), "three");
    JobGraph job = env.getStreamGraph().getJobGraph();
    try (MiniCluster cluster = cluster(settings, 2)) {
      cluster.start();
      JobID id = cluster.submitJob(job).get().getJobID();
      AccessExecutionGraph running = running(cluster, id);
      List<String> parted = new ArrayList<>();
      int pairs = 0;
      for (JobVertex end : ends(job)) {
        for (int subtask = 0; subtask < 2; subtask++, pairs++) {
          String head = place(running, worker(job, end), subtask);
          String tail = place(running, end, subtask);
          if (!head.equals(tail)) {
            parted.add(end.getName() + " " + subtask + ": " + head + ", " + tail);
          }
        }
      }
      Case.equal(
          "restores",
          "3 loops behind event times and side outputs, load-balance.mode TASKS: parted",
          List.of(),
          parted);
      assertThat(pairs).isEqualTo(6);
      cluster
          .requestJobResult(id)
          .get(60, TimeUnit.SECONDS)
          .toJobExecutionResult(getClass().getClassLoader());
    }
  }

  /** One slot for worker and server on one TaskManager, and one for the end on the other. */
  @Test
  @SuppressWarnings("try") // closing a cluster may be interrupted: then the test fails
  void aLoopThatIsSplitIsRefusedInWords() throws Exception {
    StreamExecutionEnvironment env = environment(new Configuration());
    env.setParallelism(1);
    Transformation<?> end = train(source(env), "sgd").end().getTransformation();
    end.setCoLocationGroupKey(null);
    end.setSlotSharingGroup("elsewhere");
    try (MiniCluster cluster = cluster(new Configuration(), 1)) {
      cluster.start();
      JobID id = cluster.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID();
      JobResult result = cluster.requestJobResult(id).get(60, TimeUnit.SECONDS);
      String said =
          ExceptionUtils.findThrowable(
                  result
                      .getSerializedThrowable()
                      .orElseThrow()
                      .deserializeError(getClass().getClassLoader()),
                  SuppressRestartsException.class)
              .orElseThrow()
              .getCause()
              .getMessage();
      String right = "worker and end of a loop must run in one slot: loop=sgd, subtask=0, worker=";
      Case.holds("restores", "a loop that is split", right + "...", said, said.startsWith(right));
    }
  }

  private static String place(AccessExecutionGraph running, JobVertex vertex, int subtask) {
    return running
        .getJobVertex(vertex.getID())
        .getTaskVertices()[subtask]
        .getCurrentAssignedResourceLocation()
        .getResourceID()
        .toString();
  }

  private static AccessExecutionGraph running(MiniCluster cluster, JobID job) throws Exception {
    Until.holds("all tasks run", () -> allRun(cluster.getExecutionGraph(job).get()));
    return cluster.getExecutionGraph(job).get();
  }

  private static boolean allRun(AccessExecutionGraph graph) {
    assertThat(graph.getState().isTerminalState()).as("the job has ended").isFalse();
    boolean all = !graph.getAllVertices().isEmpty();
    for (AccessExecutionVertex task : graph.getAllExecutionVertices()) {
      all &= task.getExecutionState() == ExecutionState.RUNNING;
    }
    return all;
  }

  private static MiniCluster cluster(Configuration settings, int slots) {
    Configuration config = new Configuration(settings);
    config.set(RestOptions.BIND_PORT, "0");
    config.setString("taskmanager.memory.network.min", "64m");
    config.setString("taskmanager.memory.network.max", "64m");
    config.setString("taskmanager.memory.managed.size", "64m");
    return new MiniCluster(
        new MiniClusterConfiguration.Builder()
            .setConfiguration(config)
            .setNumTaskManagers(2)
            .setNumSlotsPerTaskManager(slots)
            .build());
  }

  private static StreamExecutionEnvironment environment(Configuration settings) {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(settings);
    env.setParallelism(2);
    env.enableCheckpointing(1000);
    return env;
  }

  private static SingleOutputStreamOperator<Example> source(StreamExecutionEnvironment env) {
    DataGeneratorSource<Long> numbers =
        new DataGeneratorSource<>(i -> i, 2000, RateLimiterStrategy.perSecond(1000), Types.LONG);
    return env.fromSource(numbers, WatermarkStrategy.noWatermarks(), "numbers")
        .map(CoLocationTest::example)
        .returns(WireType.EXAMPLE);
  }

  private static Example example(long i) {
    Features features = Features.Sparse.ofOnes(new int[] {(int) (i % 16)});
    return new Example(i % 2, 1, features, i, "" + i, new Origin("n", 0, i));
  }

  private static TrainingStreams train(DataStream<Example> examples, String name) {
    TrainingSpec spec =
        TrainingSpec.of(LogisticRegression.sparse(16))
            .consistency(Consistency.synchronous())
            .batch(10)
            .pageSize(16);
    return StreamingSgd.train(examples, spec, name);
  }

  private static final class ToTheSide extends ProcessFunction<Example, Example> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(Example example, Context context, Collector<Example> out) {
      context.output(SIDE, example);
    }
  }
}
