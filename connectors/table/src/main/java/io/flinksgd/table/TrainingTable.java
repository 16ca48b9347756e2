// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.example.Example;
import io.flinksgd.flink.StreamingSgd;
import io.flinksgd.flink.TrainingStreams;
import io.flinksgd.flink.option.TrainingSettings;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.kafka.example.ExampleStreams;
import io.flinksgd.kafka.result.KafkaResults;
import io.flinksgd.spec.TrainingSpec;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.sink.DataStreamSinkProvider;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

/**
 * A table that learns from what is inserted into it: behind the sink hangs the whole loop. The
 * operators' uids are made of the table's full name, so that a savepoint fits the same statement
 * again, and the tables of two databases are two. Planning needs no Kafka, and makes no topics:
 * they are made when the job starts.
 */
final class TrainingTable implements DynamicTableSink {
  private final ObjectIdentifier name;
  private final TrainingSettings settings;
  private final ExampleColumns columns;
  private final KafkaResults results;
  private final Optional<Integer> parallelism;
  private final boolean ignoreDeletes;

  TrainingTable(
      ObjectIdentifier name,
      TrainingSettings settings,
      ExampleColumns columns,
      KafkaResults results,
      Optional<Integer> parallelism,
      boolean ignoreDeletes) {
    this.name = name;
    this.settings = settings;
    this.columns = columns;
    this.results = results;
    this.parallelism = parallelism;
    this.ignoreDeletes = ignoreDeletes;
  }

  /**
   * An example that was learned from cannot be taken back. Where deletions are to be ignored, the
   * planner leaves out rows as they were before an update.
   */
  @Override
  public ChangelogMode getChangelogMode(ChangelogMode requested) {
    if (ignoreDeletes) {
      return ChangelogMode.upsert();
    }
    if (!requested.containsOnly(RowKind.INSERT)) {
      throw new ValidationException(
          "training takes rows that are inserted, or with 'ignore-deletes' = 'true' a table of"
              + " changes: table=%s, changes=%s"
                  .formatted(name.asSummaryString(), requested.getContainedKinds()));
    }
    return ChangelogMode.insertOnly();
  }

  @Override
  public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
    boolean bounded = context.isBounded();
    return new DataStreamSinkProvider() {
      @Override
      public DataStreamSink<?> consumeDataStream(
          ProviderContext provider, DataStream<RowData> rows) {
        checkJob(rows.getExecutionEnvironment().getConfiguration(), bounded);
        results.checkWriter(name.asSummaryString());
        return attach(rows);
      }
    };
  }

  private void checkJob(ReadableConfig job, boolean bounded) {
    if (job.get(ExecutionOptions.RUNTIME_MODE) == RuntimeExecutionMode.BATCH) {
      throw new ValidationException(
          "training must run as a stream: SET 'execution.runtime-mode' = 'streaming'; table="
              + name.asSummaryString());
    }
    if (!bounded && job.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL).isEmpty()) {
      throw new ValidationException(
          "training needs checkpoints, with each of which it publishes, unless the planner knows that"
              + " its input ends: SET 'execution.checkpointing.interval' = '10s'; table="
              + name.asSummaryString());
    }
  }

  private DataStreamSink<?> attach(DataStream<RowData> rows) {
    String loop = "sgd-" + name.asSummaryString();
    // the planner leaves most operators without a parallelism of their own
    int feeders =
        rows.getParallelism() > 0
            ? rows.getParallelism()
            : rows.getExecutionEnvironment().getParallelism();
    int workers = parallelism.orElse(feeders);
    DataStream<RowData> dealt = workers == feeders ? rows : rows.rebalance();
    TrainingSpec spec = settings.spec().describe("columns", columns.features().text());
    for (Map.Entry<String, String> said : columns.labels().described().entrySet()) {
      spec = spec.describe(said.getKey(), said.getValue());
    }
    // heads a chain: what is in front may feed other tables too, and is co-located with none
    SingleOutputStreamOperator<Example> examples =
        dealt
            .process(new RowExamples(columns, spec.model(), settings.features().orElse(null)))
            .returns(WireType.EXAMPLE)
            .name("examples of " + name.getObjectName())
            .uid(loop + "-examples")
            .setParallelism(workers)
            .startNewChain();
    TrainingStreams trained =
        StreamingSgd.train(
            examples,
            examples.getSideOutput(RowExamples.REJECTED),
            examples.getSideOutput(ExampleStreams.KINDS),
            spec,
            loop);
    return JoinedSinks.of(
        trained.end(), results.attach(trained, loop + "-", name.asSummaryString()));
  }

  @Override
  public DynamicTableSink copy() {
    return new TrainingTable(name, settings, columns, results, parallelism, ignoreDeletes);
  }

  @Override
  public String asSummaryString() {
    return "flink-sgd training of " + settings.spec().model().spec();
  }
}
