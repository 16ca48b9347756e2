// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import io.flinksgd.example.Example;
import io.flinksgd.example.Rejected;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.spec.TrainingSpec;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apiguardian.api.API;

/**
 * Trains a model continuously on a stream of examples.
 *
 * <p>There is one worker for each parallel subtask of the examples. Methods add to the job graph
 * and are called on the thread that builds the job. They throw an {@link IllegalArgumentException}
 * if settings of a spec do not go together, or its policy cannot work with so many workers. The
 * method is elastically consistent SGD (Nadiradze et al., AAAI 2021) with a parameter server:
 * workers compute, servers hold the model.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class StreamingSgd {
  private static final String DEFAULT_NAME = "sgd";

  private StreamingSgd() {}

  /**
   * As {@link #train(DataStream, TrainingSpec)}, where some records never became examples.
   *
   * @param refused those that did not, and why: they count as rejected
   */
  public static TrainingStreams train(
      DataStream<Example> examples, DataStream<Rejected> refused, TrainingSpec spec) {
    return train(examples, refused, spec, DEFAULT_NAME);
  }

  /**
   * As {@link #train(DataStream, DataStream, TrainingSpec)}, of records whose fields were hashed.
   *
   * @param kinds the kinds of values that fields have, emitted when a field is new or its kinds
   *     change: every published version has them, so that scoring notices a value of another kind
   */
  public static TrainingStreams train(
      DataStream<Example> examples,
      DataStream<Rejected> refused,
      DataStream<FieldKinds> kinds,
      TrainingSpec spec) {
    return train(examples, refused, kinds, spec, DEFAULT_NAME);
  }

  /** Attaches the training loop to {@code examples}, with one worker for each of its subtasks. */
  public static TrainingStreams train(DataStream<Example> examples, TrainingSpec spec) {
    return train(examples, spec, DEFAULT_NAME);
  }

  /**
   * As {@link #train(DataStream, TrainingSpec)}, for a job with more than one loop.
   *
   * @param name prefix of the operators' uids, unique in the job and the same after a restore
   * @throws IllegalArgumentException if the settings of {@code spec} do not go together
   */
  public static TrainingStreams train(
      DataStream<Example> examples, TrainingSpec spec, String name) {
    spec.check(examples.getParallelism());
    return new TrainingLoop(name, spec).attach(examples, Optional.empty(), Optional.empty());
  }

  /**
   * As {@link #train(DataStream, TrainingSpec, String)}, where some records never became examples.
   *
   * @param refused those that did not, and why: they count as rejected
   */
  public static TrainingStreams train(
      DataStream<Example> examples, DataStream<Rejected> refused, TrainingSpec spec, String name) {
    spec.check(examples.getParallelism());
    return new TrainingLoop(name, spec).attach(examples, Optional.of(refused), Optional.empty());
  }

  /**
   * As {@link #train(DataStream, DataStream, DataStream, TrainingSpec)}, for a job with more than
   * one loop.
   */
  public static TrainingStreams train(
      DataStream<Example> examples,
      DataStream<Rejected> refused,
      DataStream<FieldKinds> kinds,
      TrainingSpec spec,
      String name) {
    spec.check(examples.getParallelism());
    return new TrainingLoop(name, spec).attach(examples, Optional.of(refused), Optional.of(kinds));
  }
}
