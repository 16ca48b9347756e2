// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.spec;

/** Which settings of a {@link TrainingSpec} go together. */
final class TrainingRules {
  private TrainingRules() {}

  /**
   * Checks what single settings cannot.
   *
   * @throws IllegalArgumentException if settings do not go together
   */
  static void check(TrainingSpec spec) {
    if (spec.consistency().rounds() && spec.pipelineDepth() > 1) {
      throw new IllegalArgumentException(
          "pipeline-depth must be 1 with "
              + spec.consistency().spec()
              + ", whose workers wait for each round: pipeline-depth="
              + spec.pipelineDepth());
    }
    if (spec.consistency().predicts() && !spec.localSteps() && !spec.optimizer().oneRate()) {
      throw new IllegalArgumentException(
          "a prediction needs local steps, or an optimizer with one learning rate: optimizer="
              + spec.optimizer().spec());
    }
    if (spec.consistency().blocks().lag() > 0 && !spec.model().pullsAll()) {
      throw new IllegalArgumentException(
          "model must be pulled as a whole with %s, whose workers keep its blocks: model=%s"
              .formatted(spec.consistency().spec(), spec.model().spec()));
    }
    if (spec.viewCodec().feedsBack()) {
      throw new IllegalArgumentException(
          "view-codec must be none, bf16 or fp16, since a view is not corrected by the next one:"
              + " view-codec="
              + spec.viewCodec().spec());
    }
    if (spec.encodes() && (spec.localSteps() || !spec.model().pullsAll())) {
      throw new IllegalArgumentException(
          "codec must be none, unless a model that is pulled as a whole pushes gradients: codec=%s,"
                  .formatted(spec.codec().spec())
              + " view-codec=%s, model=%s, local-steps=%s"
                  .formatted(spec.viewCodec().spec(), spec.model().spec(), spec.localSteps()));
    }
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
