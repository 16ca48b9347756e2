// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

/** The pages of one server's part of the model. Owned by the server's thread. */
public interface Pages {
  /** The states of a page's coordinates, to look at; valid until the next call. */
  float[] read(int page);

  /** The same, to change. */
  float[] write(int page);

  /** How pages begin that training has not touched yet. */
  interface Start {
    /**
     * Fills in the states with which training begins.
     *
     * @param block holds zeros
     * @return whether any is not zero
     */
    boolean fill(int page, float[] block);
  }
}
