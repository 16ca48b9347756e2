// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * A worker's last push that a server has applied.
 *
 * <p>Immutable, of any thread.
 *
 * @param id the worker's number for it; 0 for none
 * @param version the version that it made
 * @param normSquared the squared Euclidean norm by which it changed the server's part of the
 *     parameters; NaN when that was not measured
 */
public record AppliedPush(long id, long version, double normSquared) {
  /** No push was applied. */
  public static final AppliedPush NONE = new AppliedPush(0, 0, 0);
}
