// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import io.flinksgd.evaluation.Prediction;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.example.Rejected;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.flink.publication.ManifestOperator;
import io.flinksgd.flink.server.KeyRouting;
import io.flinksgd.flink.server.ServerOperatorFactory;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.flink.worker.WorkerOperatorFactory;
import io.flinksgd.flink.worker.WorkerOutputs;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.publication.ManifestPart;
import io.flinksgd.publication.Publication;
import io.flinksgd.spec.TrainingSpec;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apiguardian.api.API;

/**
 * What comes out of training. A stream that nobody asks for costs nothing; each may be asked for
 * more than once. To be used on the thread that builds the job.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class TrainingStreams {
  private final TrainingSpec spec;
  private final Layout layout;
  private final SingleOutputStreamOperator<Message> workers;
  private final SingleOutputStreamOperator<Message> servers;
  private final DataStream<Void> tail;
  private final WorkerOperatorFactory workerFactory;
  private final ServerOperatorFactory serverFactory;
  private final TrainingLoop loop;
  private final DataStream<Progress> progress;
  private final DataStream<Rejected> rejected;
  private final Optional<DataStream<FieldKinds>> kinds;

  TrainingStreams(
      TrainingLoop loop,
      TrainingSpec spec,
      Layout layout,
      SingleOutputStreamOperator<Message> workers,
      SingleOutputStreamOperator<Message> servers,
      DataStream<Void> tail,
      WorkerOperatorFactory workerFactory,
      ServerOperatorFactory serverFactory,
      DataStream<Progress> progress,
      DataStream<Rejected> rejected,
      Optional<DataStream<FieldKinds>> kinds) {
    this.loop = loop;
    this.spec = spec;
    this.layout = layout;
    this.workers = workers;
    this.servers = servers;
    this.tail = tail;
    this.workerFactory = workerFactory;
    this.serverFactory = serverFactory;
    this.progress = progress;
    this.rejected = rejected;
    this.kinds = kinds;
  }

  /** Changed pages and manifests, cut at checkpoints and at the end of a bounded input. */
  public DataStream<Publication> publications() {
    serverFactory.publish();
    SingleOutputStreamOperator<Publication> manifests =
        manifestParts()
            .transform(
                "manifest",
                WireType.PUBLICATION,
                new ManifestOperator.Factory(layout, spec.description(), spec.model().artifact()))
            .uid(loop.uid("manifest"))
            .setParallelism(1);
    return servers.getSideOutput(KeyRouting.PAGES).union(manifests);
  }

  private DataStream<ManifestPart> manifestParts() {
    DataStream<ManifestPart> cuts = toOne(servers.getSideOutput(KeyRouting.CUTS));
    if (kinds.isEmpty()) {
      return cuts;
    }
    DataStream<FieldKinds> seen = kinds.get();
    SingleOutputStreamOperator<ManifestPart> fields =
        seen.map(ManifestPart.Fields::new, KeyRouting.CUTS.getTypeInfo())
            .name("fields")
            .uid(loop.uid("fields"))
            .setParallelism(seen.getParallelism());
    return cuts.union(toOne(fields));
  }

  private static DataStream<ManifestPart> toOne(DataStream<ManifestPart> parts) {
    return TrainingLoop.alignedOnly(parts.global());
  }

  /** What the model said of each example before it learned from it. */
  public DataStream<Prediction> predictions() {
    workerFactory.predict();
    return workers.getSideOutput(WorkerOutputs.PREDICTIONS);
  }

  /** Progressive validation and the state of the loop, once per progress interval. */
  public DataStream<Progress> progress() {
    return progress;
  }

  /**
   * The end of the loop, which emits nothing. It must be part of the job, or the loop stands still.
   * A planner that keeps only what some streams need, as Flink SQL's does, must be told of it.
   */
  public DataStream<Void> end() {
    return tail;
  }

  /** Examples that broke a rule of the model, and records that were refused before. */
  public DataStream<Rejected> rejected() {
    return rejected;
  }
}
