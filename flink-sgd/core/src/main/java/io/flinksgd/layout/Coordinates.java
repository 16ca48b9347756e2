// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.layout;

/**
 * Which coordinates a pull asks for or a push changes. Those of one message all belong to the
 * server it goes to, and none stands twice.
 */
public sealed interface Coordinates {
  /** No coordinate: a message without values. */
  Coordinates NONE = new Range(0, 0);

  /** How many. */
  int count();

  /** The {@code k}-th of them. */
  int at(int k);

  /**
   * Neighbours.
   *
   * @param first the first coordinate
   * @param count how many from there on
   */
  record Range(int first, int count) implements Coordinates {
    @Override
    public int at(int k) {
      return first + k;
    }
  }

  /**
   * Any coordinates, in any order.
   *
   * @param list holds them at {@code from} to {@code from + count - 1}; borrowed from the sender
   *     until it is written
   * @param from where they begin
   * @param count how many
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Listed(int[] list, int from, int count) implements Coordinates {
    @Override
    public int at(int k) {
      return list[from + k];
    }
  }
}
