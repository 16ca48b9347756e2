// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.example.Example;
import java.util.List;

/**
 * What each worker learns from, in an order that can be read again from any position. Used on the
 * simulation's thread.
 */
public interface Feed {
  /** Whether {@code worker} has another example. */
  boolean has(int worker);

  /** The next example of {@code worker}. */
  Example next(int worker);

  /** How many examples {@code worker} has taken. */
  long position(int worker);

  /** Lets {@code worker} read on from {@code position}. */
  void seek(int worker, long position);

  /** One list for each worker. */
  static Feed of(List<List<Example>> inputs) {
    return new ListFeed(inputs);
  }
}
