// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import java.util.PriorityQueue;

/**
 * Simulated time, in nanoseconds: actions happen in the order of their times, and at the same time
 * in the order in which they were planned.
 */
final class Clock {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long planned;

  private record Event(long time, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int order = Long.compare(time, other.time);
      return order != 0 ? order : Long.compare(number, other.number);
    }
  }

  long now() {
    return now;
  }

  /** Plans {@code action}; a time that is over means now. */
  void at(long time, Runnable action) {
    events.add(new Event(Math.max(now, time), planned++, action));
  }

  /** Lets the next action happen; returns whether there was one. */
  boolean advance() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    now = next.time;
    next.action.run();
    return true;
  }

  /** Nothing that is planned will happen. */
  void clear() {
    events.clear();
  }
}
