// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import java.util.List;
import java.util.Locale;

/**
 * A point as one line of text. What does not fit into the width is left out, the least important
 * first.
 *
 * @param total examples expected, or 0 when training has no end
 * @param width columns of the terminal
 */
record Bar(long total, int width) {
  private static final int CELLS = 24;

  /** With a progress bar in front when the end is known. */
  String drawn(Point point) {
    String bar = total > 0 ? "[" + cells(point) + "]" : "";
    return fit(bar, point);
  }

  /** Without a bar: for logs and pipes. */
  String plain(Point point) {
    return fit("", point);
  }

  private String fit(String bar, Point point) {
    StringBuilder line = new StringBuilder(bar);
    for (String part : parts(point)) {
      if (line.length() + part.length() + 2 > width) {
        break;
      }
      line.append(line.isEmpty() ? "" : "  ").append(part);
    }
    return line.toString();
  }

  private List<String> parts(Point point) {
    String count = say("%,d examples", point.counts().examples());
    return List.of(
        total > 0 ? say("%3d%%", percent(point)) : say("%.0f s", point.seconds()),
        count,
        say("%,.0f/s", point.counts().rate()),
        "log-loss " + measured("%.4f", point.quality().logLoss()),
        "AUC " + measured("%.3f", point.quality().auc()),
        say("model v%d", point.saved().version()),
        say(
            "staleness %s (max %d)",
            measured("%.1f", point.staleness().mean()), point.staleness().max()),
        gap(point.gap()),
        say("checkpoints %d", point.saved().checkpoints()));
  }

  private static String gap(Gap gap) {
    String bound = Double.isNaN(gap.bound()) ? "" : say(" of %.3g", gap.bound());
    return "gap " + measured("%.3g", gap.max()) + bound;
  }

  /** A hyphen before there is anything to measure. */
  private static String measured(String format, double value) {
    return Double.isNaN(value) ? "-" : say(format, value);
  }

  private long percent(Point point) {
    return Math.min(100, 100 * (point.counts().examples() + point.counts().rejected()) / total);
  }

  private String cells(Point point) {
    int done = (int) (percent(point) * CELLS / 100);
    String head = done == CELLS ? "" : ">";
    return "=".repeat(done) + head + " ".repeat(CELLS - done - head.length());
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
