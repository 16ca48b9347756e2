// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * A worker may start a step although some blocks of its view, the servers' parts of the model, have
 * not arrived: the blocks that have arrived must carry {@code beta} of the norm of its last
 * gradient, and no block may lack more than one round. Blocks are orthogonal, so the squares of
 * their norms add up.
 *
 * <p>Immutable, of any thread.
 *
 * @param beta the share of the norm that is waited for, in [0, 1]; 1 for every block, whatever it
 *     carries
 * @param predicts whether a missing block is moved as the worker's own gradient would have it;
 *     otherwise it stays as it was
 */
public record BlockRule(double beta, boolean predicts) implements MissingParts {
  /**
   * Checks {@code beta}.
   *
   * @throws IllegalArgumentException if it is not in [0, 1]
   */
  public BlockRule {
    if (!(beta >= 0 && beta <= 1)) {
      throw new IllegalArgumentException("beta must be in [0, 1]: beta=" + beta);
    }
  }

  @Override
  public int lag() {
    return beta == 1 ? 0 : 1;
  }

  /**
   * Whether the blocks that have arrived are enough.
   *
   * @param arrived the squared norm of their part of the last gradient
   * @param all the squared norm of the whole gradient
   */
  public boolean permits(double arrived, double all) {
    return lag() > 0 && arrived >= beta * beta * all;
  }
}
