// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import io.flinksgd.evaluation.Progress;
import io.flinksgd.example.Example;
import io.flinksgd.flink.StreamingSgd;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.spec.TrainingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * One training job on a Flink cluster in this JVM, with RocksDB and exactly-once checkpoints, fed
 * from memory.
 */
final class InMemoryRun {
  private static final List<Progress> REPORTS = new CopyOnWriteArrayList<>();

  private InMemoryRun() {}

  /**
   * What a job did.
   *
   * @param examplesPerSecond from the first report of progress to the end, so without start-up
   * @param last the last report
   */
  record Result(double examplesPerSecond, Progress last) {}

  /** Trains on {@code records} examples, cycling through the rows. */
  static Result run(TrainingSpec spec, long records, int parallelism, Path directory)
      throws Exception {
    List<Progress> reports =
        reports(spec, RowPlan.evenly(records, parallelism), parallelism, directory);
    Progress first = reports.get(0);
    Progress last = reports.get(reports.size() - 1);
    double seconds = (last.at() - first.at()) / 1e3;
    return new Result((last.examples() - first.examples()) / seconds, last);
  }

  /** All reports of progress of one job. */
  static List<Progress> reports(TrainingSpec spec, RowPlan plan, int parallelism, Path directory)
      throws Exception {
    REPORTS.clear();
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(
            parallelism, configuration(directory, parallelism));
    DataStream<Example> examples =
        env.fromSource(
                new InMemoryExamples(plan),
                WatermarkStrategy.noWatermarks(),
                "examples",
                WireType.EXAMPLE)
            .uid("examples");
    StreamingSgd.train(examples, spec.progressInterval(Duration.ofMillis(200)))
        .progress()
        .map(InMemoryRun::keep)
        .returns(Types.VOID)
        .setParallelism(1)
        .uid("keep")
        .sinkTo(new DiscardingSink<>())
        .uid("kept");
    env.execute("benchmark");
    return List.copyOf(REPORTS);
  }

  static Configuration configuration(Path directory, int parallelism) {
    Configuration flink = new Configuration();
    flink.setString("state.backend.type", "rocksdb");
    flink.setString("execution.checkpointing.incremental", "true");
    flink.setString("execution.checkpointing.interval", "10 s");
    flink.setString("execution.checkpointing.storage", "filesystem");
    flink.setString("execution.checkpointing.dir", directory.toUri().toString());
    flink.setString("pipeline.object-reuse", "true");
    flink.setString("taskmanager.numberOfTaskSlots", String.valueOf(parallelism));
    flink.setString("rest.bind-port", "0");
    return flink;
  }

  private static Void keep(Progress progress) {
    REPORTS.add(progress);
    return null;
  }
}
