// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.simulate;

import io.flinksgd.simulation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Outcomes as a table of text. */
final class Table {
  private static final List<String> HEAD =
      List.of(
          "policy",
          "steps/s",
          "time, s",
          "loss",
          "above least",
          "s to target",
          "gap max",
          "bound",
          "of bound",
          "B^",
          "stale",
          "waits/step");

  private Table() {}

  /**
   * One row for each policy.
   *
   * @param target loss above the least, to which the time is given
   */
  static String of(List<Outcome> outcomes, double target) {
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    outcomes.forEach(each -> rows.add(row(each, target)));
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        int column = c;
        int width = rows.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
        String cell = row.get(c);
        String room = " ".repeat(width - cell.length());
        line.append(c == 0 ? cell + room : "  " + room + cell);
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }

  private static List<String> row(Outcome of, double target) {
    Outcome.Work work = of.work();
    Outcome.Loss loss = of.loss();
    Outcome.Gaps gaps = of.staleness().gaps();
    boolean bounded = Double.isFinite(gaps.bound());
    return List.of(
        of.setting().policy(),
        say("%,.0f", work.stepsPerSecond()),
        say("%.2f", work.simulatedSeconds()),
        say("%.5f", loss.last()),
        say("%.2e", loss.excess()),
        loss.secondsTo(target).isPresent()
            ? say("%.2f", loss.secondsTo(target).getAsDouble())
            : "never",
        say("%.3g", gaps.max()),
        bounded ? say("%.3g", gaps.bound()) : "none",
        bounded && gaps.bound() > 0 ? say("%.0f %%", 100 * gaps.ratio()) : "",
        say("%.3g", gaps.bHat()),
        say("%,d", of.staleness().updatesMax()),
        say("%.2f", work.gateWaits() / (double) work.steps()));
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
