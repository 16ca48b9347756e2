// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.publication;

import io.flinksgd.evaluation.ProgressiveLoss;

/**
 * What a model has learned from.
 *
 * @param examples how many examples
 * @param loss of exactly these, each as it was predicted before it was learned from
 */
public record Learned(long examples, ProgressiveLoss loss) {
  /** Examples whose loss is not known. */
  public Learned(long examples) {
    this(examples, ProgressiveLoss.UNKNOWN);
  }
}
