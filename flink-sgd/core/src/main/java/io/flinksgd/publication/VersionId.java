// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.publication;

import java.util.Set;
import org.apiguardian.api.API;

/**
 * Which version of a model it is. Immutable, of any thread.
 *
 * @param lineage the training run, as {@link Publication.Page#lineage}
 * @param attempts the servers' execution attempts, whose pages make it up
 * @param cut when it was cut, as {@link Publication.Page#cut}
 * @param version 1, 2, 3, ... over the training run; after a restore from an older savepoint it
 *     goes on from there
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VersionId(long lineage, Set<Long> attempts, long cut, long version) {
  /**
   * Keeps its own copy of {@code attempts}.
   *
   * @throws NullPointerException if it is null or holds one
   */
  public VersionId {
    attempts = Set.copyOf(attempts);
  }
}
