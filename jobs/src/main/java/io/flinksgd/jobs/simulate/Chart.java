// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.jobs.page.HtmlTemplate;
import io.flinksgd.simulation.Outcome;
import io.flinksgd.simulation.Outcome.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Outcomes as a page: loss and gap against simulated time, the figures and the configuration. */
final class Chart {
  private Chart() {}

  static void write(
      Path file,
      String title,
      String table,
      List<Outcome> outcomes,
      Map<String, String> configuration)
      throws IOException {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("title", HtmlTemplate.escaped(title));
    parts.put("table", HtmlTemplate.escaped(table));
    parts.put("configuration", configuration(configuration));
    parts.put(
        "data", new ObjectMapper().writeValueAsString(curves(outcomes)).replace("<", "\\u003c"));
    Files.writeString(file, HtmlTemplate.fill(Chart.class, "chart.html", parts));
  }

  private static String configuration(Map<String, String> of) {
    StringBuilder html = new StringBuilder("<table>");
    of.forEach(
        (name, value) ->
            html.append(
                "<tr><th>%s</th><td>%s</td></tr>"
                    .formatted(HtmlTemplate.escaped(name), HtmlTemplate.escaped(value))));
    return html.append("</table>").toString();
  }

  private static List<Map<String, Object>> curves(List<Outcome> outcomes) {
    List<Map<String, Object>> curves = new ArrayList<>();
    for (Outcome each : outcomes) {
      Map<String, Object> curve = new LinkedHashMap<>();
      curve.put("policy", each.setting().policy());
      curve.put("bound", Figures.finite(each.staleness().gaps().bound()));
      curve.put("seconds", each.loss().points().stream().map(Point::seconds).toList());
      curve.put("loss", each.loss().points().stream().map(p -> positive(p.excessLoss())).toList());
      curve.put("gap", each.loss().points().stream().map(p -> positive(p.gapMax())).toList());
      curves.add(curve);
    }
    return curves;
  }

  /** A logarithmic scale has no place for zero. */
  private static Double positive(double value) {
    return value > 0 && Double.isFinite(value) ? value : null;
  }
}
