// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import org.apiguardian.api.API;

/**
 * Coordinates that belong together: one variable of a layer. Immutable, of any thread.
 *
 * @param name layer and variable, {@code conv1.weight}
 * @param first its first coordinate
 * @param length how many
 * @param start how its weights begin
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Block(String name, int first, int length, Start start) {

  /** How the weights of a block begin. Immutable. */
  public sealed interface Start {}

  /**
   * Evenly over {@code [-bound, bound]}, by a hash of seed and coordinate.
   *
   * @param bound {@code >= 0}
   */
  public record Uniform(float bound) implements Start {}

  /**
   * All the same.
   *
   * @param value of each
   */
  public record Constant(float value) implements Start {}

  /**
   * Zero: the block is added to what features make, like an intercept, so that weight decay leaves
   * it alone.
   */
  public record Offset() implements Start {}

  /** As a user's graph has them. */
  public record Given() implements Start {}

  /** After the last coordinate. */
  public int end() {
    return first + length;
  }
}
