// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import java.io.Serializable;

/**
 * What a worker does about changes that have not reached its view. Who carries it out is in {@code
 * io.flinksgd.prediction}. Immutable, of any thread.
 */
public sealed interface MissingParts extends Serializable
    permits MissingParts.LeftOut, MissingParts.LatePushes, BlockRule {
  /** Rounds that a block of a view may lack. */
  default int lag() {
    return 0;
  }

  /** A step waits for its whole view and computes on it as it is. */
  record LeftOut() implements MissingParts {}

  /**
   * A step waits for its whole view. For each push that the last round closed without, the worker's
   * own last change is added to the view.
   */
  record LatePushes() implements MissingParts {}
}
