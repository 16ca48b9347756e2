package io.flinksgd.jobs.benchmark;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Passes values on and notes how many in which time, over all its subtasks in this JVM. */
final class Meter<T> extends RichMapFunction<T, T> {
  private static final long serialVersionUID = 1L;
  private static final int EVERY = 1024;
  private static final AtomicLong FIRST = new AtomicLong();
  private static final AtomicLong LAST = new AtomicLong();
  private static final AtomicLong COUNT = new AtomicLong();

  private transient long seen;

  static void reset() {
    FIRST.set(0);
    LAST.set(0);
    COUNT.set(0);
  }

  /** Values per second between the first one and the last. */
  static double perSecond() {
    return COUNT.get() / ((LAST.get() - FIRST.get()) / 1e9);
  }

  @Override
  public T map(T value) {
    if (seen % EVERY == 0) {
      long now = System.nanoTime();
      FIRST.compareAndSet(0, now);
      LAST.set(now);
    }
    seen++;
    return value;
  }

  @Override
  public void close() {
    COUNT.addAndGet(seen);
  }
}
