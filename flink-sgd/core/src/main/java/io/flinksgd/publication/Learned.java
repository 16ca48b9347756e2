// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.publication;

import io.flinksgd.evaluation.ProgressiveLoss;
import org.apiguardian.api.API;

/**
 * What a model has learned from. Immutable, of any thread.
 *
 * @param examples how many examples
 * @param loss of exactly these, each as it was predicted before it was learned from
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Learned(long examples, ProgressiveLoss loss) {
  /** Examples whose loss is not known. */
  public Learned(long examples) {
    this(examples, ProgressiveLoss.UNKNOWN);
  }
}
