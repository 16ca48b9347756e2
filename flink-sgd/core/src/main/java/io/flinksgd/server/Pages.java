// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

/** The pages of one server's part of the model. Owned by the server's thread. */
public interface Pages {
  /**
   * The states of a page's coordinates, to look at; valid until the next call.
   *
   * @return the optimizer's stride of floats for each coordinate, in their order
   */
  float[] read(int page);

  /** The same, to change. */
  float[] write(int page);

  /** How pages begin that training has not touched yet. */
  interface Start {
    /**
     * Fills in the states with which training begins.
     *
     * @param page its number
     * @param block holds zeros; the optimizer's stride of floats for each coordinate
     * @return whether any is not zero
     */
    boolean fill(int page, float[] block);
  }
}
