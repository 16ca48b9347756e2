// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.publication;

import org.apiguardian.api.API;

/**
 * A set of pages, named so that who has them can tell that they are these and all of them.
 * Immutable, of any thread.
 *
 * @param count how many
 * @param checksum exclusive-or of their {@linkplain Publication.Page#fingerprint fingerprints}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PageSet(int count, long checksum) {
  /** No page. */
  public static final PageSet EMPTY = new PageSet(0, 0);

  /**
   * Together with {@code other}, where a fingerprint in both stands for a page that is replaced.
   */
  public PageSet with(PageSet other) {
    return new PageSet(count + other.count, checksum ^ other.checksum);
  }

  /** Whether there is nothing to add or to replace. */
  public boolean isEmpty() {
    return count == 0 && checksum == 0;
  }
}
