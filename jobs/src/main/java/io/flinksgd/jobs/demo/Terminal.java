// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import java.io.PrintStream;
import java.util.Map;

/** The demo's output: a bar that moves on a terminal, a line for each report elsewhere. */
final class Terminal {
  private static final String CLEAR = "\r\u001b[K";
  private static final String CYAN = "\u001b[36m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream out;
  private final boolean moves;
  private final boolean colored;
  private final Bar bar;
  private boolean open;

  /**
   * A terminal.
   *
   * @param columns its width, or 0 when the output is no terminal
   * @param environment where {@code NO_COLOR} is looked up (no-color.org)
   */
  Terminal(PrintStream out, int columns, Map<String, String> environment, long total) {
    this.out = out;
    this.moves = columns > 0;
    this.colored = moves && environment.getOrDefault("NO_COLOR", "").isEmpty();
    // one column less: a full last column wraps on some terminals
    this.bar = new Bar(total, moves ? columns - 1 : 200);
  }

  /** Prints a line of its own. */
  synchronized void say(String line) {
    if (open) {
      out.print(CLEAR);
      open = false;
    }
    out.println(line);
    out.flush();
  }

  /** Shows how training stands, over the last time it was shown if this is a terminal. */
  synchronized void show(Point point) {
    if (!moves) {
      say(bar.plain(point));
      return;
    }
    String line = bar.drawn(point);
    int end = line.indexOf(']') + 1;
    out.print(
        colored
            ? CLEAR + CYAN + line.substring(0, end) + PLAIN + line.substring(end)
            : CLEAR + line);
    out.flush();
    open = true;
  }

  /** Leaves the bar where it is and goes to the next line. */
  synchronized void finish() {
    if (open) {
      out.println();
      open = false;
    }
  }
}
