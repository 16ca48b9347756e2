// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

/**
 * Workers that have joined and have not been told yet that they take part. Owned by the server's
 * thread.
 */
final class PendingJoins {
  private final ServerSender sender;
  private final long[] number;

  PendingJoins(ServerSender sender, int workers) {
    this.sender = sender;
    this.number = new long[workers];
  }

  /** {@code worker} has joined for the {@code number}-th time. */
  void joined(int worker, long number) {
    this.number[worker] = number;
  }

  /** Whether {@code worker} is still to be told. */
  boolean has(int worker) {
    return number[worker] > 0;
  }

  /** Tells {@code worker} that it takes part, if it is still to be told. */
  void admit(int worker) {
    if (has(worker)) {
      sender.admit(worker, number[worker]);
      forget(worker);
    }
  }

  /** {@code worker} has left, or knows by other means. */
  void forget(int worker) {
    number[worker] = 0;
  }
}
