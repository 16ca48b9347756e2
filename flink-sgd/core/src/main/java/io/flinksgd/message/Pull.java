// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

import io.flinksgd.layout.Coordinates;

/**
 * What a worker needs of one server for a batch. Coordinates may be borrowed, see {@link Message}.
 *
 * @param id the worker's number for it, rising; 0 for none. A batch that is pulled afresh gets a
 *     new one
 * @param coordinates what it needs; {@link Coordinates#NONE} still makes the server answer with its
 *     version
 */
public record Pull(long id, Coordinates coordinates) {
  /** No pull. */
  public static final Pull NONE = new Pull(0, Coordinates.NONE);

  /** Whether there is one. */
  public boolean present() {
    return id != 0;
  }
}
