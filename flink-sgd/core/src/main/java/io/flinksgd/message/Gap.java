// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

/**
 * How far a view was from the parameters of one server, measured. Immutable, of any thread.
 *
 * @param push the worker's push that was computed on the view; 0 for no measurement
 * @param gapSquared the square of {@code ||x - v||} over the coordinates of the push
 * @param boundSquared the square of what the policy allows, as a norm of parameters; infinite where
 *     the server cannot tell
 */
public record Gap(long push, double gapSquared, double boundSquared) {
  /** Nothing was measured. */
  public static final Gap NONE = new Gap(0, 0, 0);
}
