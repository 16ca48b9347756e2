// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.testing;

import java.util.concurrent.atomic.AtomicLong;

/** Fails one call, and none of those before and after it. Thread-safe. */
public final class FailOnce {
  private final long at;
  private final AtomicLong calls = new AtomicLong();

  /** Fails the call with this number; the first is number 1. */
  public FailOnce(long at) {
    this.at = at;
  }

  /** One more call. */
  public void call() {
    if (calls.incrementAndGet() == at) {
      throw new IllegalStateException("induced failure");
    }
  }

  /** Whether there were so many calls. */
  public boolean hasFailed() {
    return calls.get() >= at;
  }
}
