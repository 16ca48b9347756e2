// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.spec;

import io.flinksgd.consistency.MissingParts;

/** Which settings of a {@link TrainingSpec} go together. */
final class TrainingRules {
  private TrainingRules() {}

  /**
   * Checks what single settings cannot.
   *
   * @throws IllegalArgumentException if settings do not go together
   */
  static void check(TrainingSpec spec) {
    checkPolicy(spec);
    checkCodecs(spec);
    checkLocalSteps(spec);
  }

  private static void checkPolicy(TrainingSpec spec) {
    int depth = spec.stepping().pipelineDepth();
    if (spec.consistency().rounds() && depth > 1) {
      throw new IllegalArgumentException(
          "pipeline-depth must be 1 with %s, whose workers wait for each round: pipeline-depth=%d"
              .formatted(spec.consistency().spec(), depth));
    }
    if (spec.consistency().missingParts() instanceof MissingParts.LatePushes
        && !spec.localSteps()
        && !spec.optimizer().oneRate()) {
      throw new IllegalArgumentException(
          "a prediction needs local steps, or an optimizer with one learning rate: optimizer="
              + spec.optimizer().spec());
    }
    if (spec.consistency().missingParts().lag() > 0 && !spec.model().pullsAll()) {
      throw new IllegalArgumentException(
          "model must be pulled as a whole with %s, whose workers keep its blocks: model=%s"
              .formatted(spec.consistency().spec(), spec.model().spec()));
    }
  }

  private static void checkCodecs(TrainingSpec spec) {
    Encoding encoding = spec.encoding();
    if (encoding.viewCodec().feedsBack()) {
      throw new IllegalArgumentException(
          "view-codec must be none, bf16 or fp16, since a view is not corrected by the next one:"
              + " view-codec="
              + encoding.viewCodec().spec());
    }
    if (encoding.encodes() && (spec.localSteps() || !spec.model().pullsAll())) {
      throw new IllegalArgumentException(
          ("codec must be none, unless a model that is pulled as a whole pushes gradients: codec=%s,"
                  + " view-codec=%s, model=%s, local-steps=%s")
              .formatted(
                  encoding.codec().spec(),
                  encoding.viewCodec().spec(),
                  spec.model().spec(),
                  spec.localSteps()));
    }
  }

  private static void checkLocalSteps(TrainingSpec spec) {
    if (spec.localSteps() && !spec.model().localSteps()) {
      throw new IllegalArgumentException(
          "local-steps must be false with a model that knows gradients only: model="
              + spec.model().spec());
    }
    if (!spec.localSteps() && spec.optimizer().needsLocalSteps()) {
      throw new IllegalArgumentException(
          "local-steps must be true with scale-free=true, which needs the features of each example:"
              + " optimizer="
              + spec.optimizer().spec());
    }
    if (spec.localSteps() && !spec.optimizer().additive()) {
      throw new IllegalArgumentException(
          "local-steps must be false with an optimizer whose state does not add up: optimizer="
              + spec.optimizer().spec());
    }
  }
}
