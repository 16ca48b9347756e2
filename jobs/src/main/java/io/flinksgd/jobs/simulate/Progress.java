// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.simulate;

import io.flinksgd.simulation.Outcome;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How far each policy is: over one line on a terminal, else a line now and then. */
final class Progress {
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter out;
  private final int columns;
  private final long steps;
  private final List<Line> lines = new ArrayList<>();
  private final long began = System.nanoTime();
  private long said = began;
  private boolean open;

  /**
   * Progress towards {@code steps} of each policy.
   *
   * @param columns width of the terminal, or 0 when the output is none
   */
  Progress(PrintWriter out, int columns, long steps) {
    this.out = out;
    this.columns = columns;
    this.steps = steps;
  }

  /** One policy's progress. */
  final class Line {
    private final String policy;
    private long at;

    private Line(String policy) {
      this.policy = policy;
    }

    void at(long steps) {
      synchronized (Progress.this) {
        at = steps;
        say();
      }
    }

    void done(Outcome outcome) {
      synchronized (Progress.this) {
        at = Long.MAX_VALUE;
        close();
        out.printf(
            Locale.ROOT,
            "%s: %,d steps, %.1f simulated seconds, after %.1f s%n",
            policy,
            outcome.work().steps(),
            outcome.work().simulatedSeconds(),
            seconds());
        out.flush();
      }
    }
  }

  synchronized Line line(String policy) {
    Line line = new Line(policy);
    lines.add(line);
    return line;
  }

  private double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  private void say() {
    long now = System.nanoTime();
    long pause = TimeUnit.MILLISECONDS.toNanos(columns > 0 ? 200 : 5000);
    if (now - said < pause) {
      return;
    }
    said = now;
    StringBuilder text = new StringBuilder();
    for (Line each : lines) {
      if (each.at > 0 && each.at < Long.MAX_VALUE) {
        text.append(
            String.format(Locale.ROOT, "%s %.0f %%  ", each.policy, 100.0 * each.at / steps));
      }
    }
    if (columns > 0) {
      out.print(CLEAR + text.substring(0, Math.min(text.length(), columns - 1)));
      open = true;
    } else {
      out.println(text.toString().stripTrailing());
    }
    out.flush();
  }

  private void close() {
    if (open) {
      out.print(CLEAR);
      open = false;
    }
  }

  synchronized void finish() {
    close();
    out.flush();
  }
}
