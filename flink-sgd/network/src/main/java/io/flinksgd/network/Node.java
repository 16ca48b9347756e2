// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

/** A layer bound to arrays. Owned by one thread. */
interface Node {
  /** Where its values go. */
  Activation output();

  /**
   * Computes the output's value from the input's.
   *
   * @param training by the statistics of the batch, otherwise by the running ones
   */
  void forward(boolean training);

  /**
   * Computes the input's gradient, if there is one, and the parameters' from the output's; after
   * {@code forward(true)}.
   */
  void backward();
}
