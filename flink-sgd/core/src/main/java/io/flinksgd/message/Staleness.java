// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

/**
 * How stale the views of a worker's pushes were that a server has taken since its last reply.
 * Immutable, of any thread.
 *
 * @param updates updates of the server that a view lacked when its push came: the most
 * @param gap a measurement of an earlier push, or {@link Gap#NONE}
 */
public record Staleness(long updates, Gap gap) {
  /** Nothing was lacking, nothing was measured. */
  public static final Staleness NONE = new Staleness(0, Gap.NONE);
}
