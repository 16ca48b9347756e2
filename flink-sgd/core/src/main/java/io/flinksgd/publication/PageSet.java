// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.publication;

/**
 * A set of pages, named so that who has them can tell that they are these and all of them.
 *
 * @param count how many
 * @param checksum exclusive-or of their {@linkplain Publication.Page#fingerprint fingerprints}
 */
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
