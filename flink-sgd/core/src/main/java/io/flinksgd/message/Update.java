// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

import io.flinksgd.layout.Coordinates;

/**
 * What a push does to coordinates. Its arrays may be borrowed, see {@link Message}.
 *
 * @param coordinates which ones
 * @param payload floats for each coordinate, in their order: with local steps the change of its
 *     whole state, otherwise its gradient
 */
public record Update(Coordinates coordinates, Payload payload) {
  /** Of no coordinate. */
  public static final Update NONE = new Update(Coordinates.NONE, Payload.Plain.NONE);

  /**
   * The floats, where they are as they are.
   *
   * @throws IllegalStateException if a codec has written them and nobody has read them yet
   */
  public Payload.Plain plain() {
    if (payload instanceof Payload.Plain plain) {
      return plain;
    }
    throw new IllegalStateException("update must be decoded first: bytes=" + payload.bytes());
  }
}
