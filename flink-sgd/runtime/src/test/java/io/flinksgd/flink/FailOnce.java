// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import java.util.concurrent.atomic.AtomicLong;

/** Fails one call, and none of those before and after it. Thread-safe. */
final class FailOnce {
  private final long at;
  private final AtomicLong calls = new AtomicLong();

  /** Fails the call with this number; the first is number 1. */
  FailOnce(long at) {
    this.at = at;
  }

  /** One more call. */
  void call() {
    if (calls.incrementAndGet() == at) {
      throw new IllegalStateException("induced failure");
    }
  }

  boolean hasFailed() {
    return calls.get() >= at;
  }
}
