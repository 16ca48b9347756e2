// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.option;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.evaluation.RejectionLimit;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.spec.TrainingSpec;
import java.util.Optional;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What the options of {@link TrainingOptions} say, checked.
 *
 * @param spec what to train and how; describes the features where there is a hasher
 * @param features how named fields become coordinates; empty when the model is not hashed
 */
public record TrainingSettings(TrainingSpec spec, Optional<FeatureHasher> features) {

  /**
   * Reads and checks all options.
   *
   * @param config has options by their bare names
   * @throws IllegalArgumentException with rule, name and value
   */
  public static TrainingSettings from(ReadableConfig config) {
    Model model = Models.parse(TrainingOptions.MODEL.in(config));
    Optional<FeatureHasher> features = features(config, model);
    TrainingSpec spec = spec(config, model);
    spec.check();
    return new TrainingSettings(spec, Optional.empty()).withFeatures(features);
  }

  /** The same with another hasher. */
  public TrainingSettings withFeatures(Optional<FeatureHasher> value) {
    return new TrainingSettings(
        value.map(hasher -> spec.describe("features", hasher.spec())).orElse(spec), value);
  }

  private static Optional<FeatureHasher> features(ReadableConfig config, Model model) {
    int bits = model.hashedBits();
    String text = TrainingOptions.FEATURES.in(config);
    if (bits == 0) {
      if (text != null) {
        throw new IllegalArgumentException(
            "features must not be given with a model that is not hashed: features=" + text);
      }
      return Optional.empty();
    }
    FeatureHasher features = text == null ? FeatureHasher.bits(bits) : FeatureHasher.parse(text);
    if (features.dimension() != 1 << bits) {
      throw new IllegalArgumentException(
          "features must have as many bits as the model: features=%s, model=%s"
              .formatted(features.spec(), model.spec()));
    }
    return Optional.of(features);
  }

  private static TrainingSpec spec(ReadableConfig config, Model model) {
    TrainingSpec spec =
        TrainingSpec.of(model)
            .optimizer(Optimizers.parse(TrainingOptions.OPTIMIZER.in(config)))
            .consistency(Consistency.parse(TrainingOptions.CONSISTENCY.in(config)))
            .batch(TrainingOptions.BATCH.in(config))
            .batchTimeout(TrainingOptions.BATCH_TIMEOUT.in(config))
            .pipelineDepth(TrainingOptions.PIPELINE_DEPTH.in(config))
            .localSteps(TrainingOptions.LOCAL_STEPS.givenIn(config).orElse(model.localSteps()))
            .pushWeight(TrainingOptions.PUSH_WEIGHT.in(config))
            .pageSize(TrainingOptions.PAGE_SIZE.in(config))
            .cacheBytes(TrainingOptions.CACHE_MEMORY.in(config).getBytes())
            .progressInterval(TrainingOptions.PROGRESS_INTERVAL.in(config))
            .onDivergence(TrainingOptions.ON_DIVERGENCE.in(config))
            .maxRejected(RejectionLimit.parse(TrainingOptions.MAX_REJECTED.in(config)))
            .codec(GradientCodec.parse(TrainingOptions.CODEC.in(config)))
            .viewCodec(
                GradientCodec.parse(
                    TrainingOptions.VIEW_CODEC.name(), TrainingOptions.VIEW_CODEC.in(config)))
            .gapSampling(TrainingOptions.GAP_SAMPLING.in(config))
            .restoreSettings(TrainingOptions.RESTORE_SETTINGS.in(config))
            .stallTimeout(TrainingOptions.STALL_TIMEOUT.in(config));
    Integer servers = TrainingOptions.SERVERS.in(config);
    return servers == null ? spec : spec.servers(servers);
  }
}
