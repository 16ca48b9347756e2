// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.server;

/**
 * A page as a server holds it: the states of its coordinates, and what of it was last published.
 *
 * <p>Mutable and owned by the server's thread.
 */
final class Page {
  final float[] block;

  /** The fingerprint of the copy that was last published, or 0; not used after a restore. */
  long fingerprint;

  /** Differs from what the state backend holds. */
  boolean dirty;

  /** Differs from what was last published. */
  boolean unpublished;

  /** Was used since the cache last looked for a page to evict here. */
  boolean recent;

  Page(float[] block, long fingerprint) {
    this.block = block;
    this.fingerprint = fingerprint;
  }
}
