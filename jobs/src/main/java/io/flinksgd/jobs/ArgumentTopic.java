// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.Signature;
import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.flink.option.Option;
import io.flinksgd.flink.option.TrainingOptions;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Optimizers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An option whose value has arguments.
 *
 * @param option the option
 * @param title what its values are
 * @param signatures what there is to choose from
 */
record ArgumentTopic(Option<String> option, String title, List<Signature> signatures) {
  /** In the order of help and handbook. Models are those of the class path. */
  static List<ArgumentTopic> all() {
    return List.of(
        new ArgumentTopic(TrainingOptions.FEATURES, "Features", List.of(FeatureHasher.signature())),
        new ArgumentTopic(TrainingOptions.MODEL, "Models", Models.signatures()),
        new ArgumentTopic(TrainingOptions.OPTIMIZER, "Optimizers", Optimizers.signatures()),
        new ArgumentTopic(TrainingOptions.CONSISTENCY, "Policies", Consistency.signatures()),
        new ArgumentTopic(TrainingOptions.CODEC, "Codecs", GradientCodec.signatures()));
  }

  /** The same with one of its values only. */
  ArgumentTopic only(Signature signature) {
    return new ArgumentTopic(option, title, List.of(signature));
  }

  /** Each argument once, with the names of all that have it. */
  Map<Argument<?>, List<String>> arguments() {
    Map<Argument<?>, List<String>> owners = new LinkedHashMap<>();
    for (Signature signature : signatures) {
      for (Argument<?> argument : signature.arguments()) {
        owners.computeIfAbsent(argument, any -> new ArrayList<>()).add(signature.name());
      }
    }
    return owners;
  }
}
