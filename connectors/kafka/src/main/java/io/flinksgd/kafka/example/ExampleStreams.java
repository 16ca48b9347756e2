// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.example;

import io.flinksgd.example.Example;
import io.flinksgd.example.Rejected;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.flink.StreamingSgd;
import io.flinksgd.flink.TrainingStreams;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.spec.TrainingSpec;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.OutputTag;
import org.apiguardian.api.API;

/**
 * What comes out of the topics: together, every record once. To be used on the thread that builds
 * the job.
 *
 * @param examples what can be learned from
 * @param rejected what cannot, and why
 * @param features how raw features were hashed, if they were
 * @param coordinates what the coordinates of a model without names are, where the records say: the
 *     columns in their order, or the index of the first coordinate
 * @param fields which fields had a meaning of their own
 * @param kinds what the other fields were; where features are not hashed, nothing
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record ExampleStreams(
    DataStream<Example> examples,
    DataStream<Rejected> rejected,
    Optional<FeatureHasher> features,
    Optional<String> coordinates,
    ExampleFields fields,
    DataStream<FieldKinds> kinds) {
  /**
   * Side output of the operators that make examples: kinds of fields that they have not seen
   * before.
   */
  public static final OutputTag<FieldKinds> KINDS = new OutputTag<>("kinds", WireType.FIELD_KINDS);

  /**
   * Trains on the examples. Every version that is published says how their features were made, so
   * that whoever scores with it makes them in the same way; every record that became none counts as
   * rejected.
   *
   * @throws IllegalArgumentException if the features have more coordinates than the model
   */
  public TrainingStreams train(TrainingSpec spec) {
    TrainingSpec described =
        coordinates.map(text -> spec.describe("coordinates", text)).orElse(spec);
    for (Map.Entry<String, String> entry : fields.described().entrySet()) {
      described = described.describe(entry.getKey(), entry.getValue());
    }
    if (features.isEmpty()) {
      return StreamingSgd.train(examples, rejected, described);
    }
    FeatureHasher hasher = features.get();
    if (hasher.dimension() > spec.model().dimension()) {
      throw new IllegalArgumentException(
          "features must have at most as many coordinates as the model: features=%s, model=%s"
              .formatted(hasher.spec(), spec.model().spec()));
    }
    return StreamingSgd.train(
        examples, rejected, kinds, described.describe("features", hasher.spec()));
  }
}
