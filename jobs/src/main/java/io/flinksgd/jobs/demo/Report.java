// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.jobs.page.HtmlTemplate;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * One self-contained page of HTML: curves, figures and the configuration. It loads nothing from
 * anywhere.
 *
 * @param configuration what was trained and how, in the order of the page
 */
record Report(
    String title,
    String subtitle,
    Summary summary,
    Map<String, String> configuration,
    List<Point> points) {
  String html() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("title", HtmlTemplate.escaped(title));
    parts.put("subtitle", HtmlTemplate.escaped(subtitle));
    parts.put("figures", figures());
    parts.put("summary", table(facts()));
    parts.put("configuration", table(configuration));
    parts.put("data", data());
    return HtmlTemplate.fill(Report.class, "report.html", parts);
  }

  private String figures() {
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("examples", say("%,d", summary.examples()));
    figures.put("log-loss", say("%.4f", summary.logLoss()));
    figures.put("AUC", say("%.3f", summary.auc()));
    figures.put("examples / s", say("%,.0f", summary.examplesPerSecond()));
    figures.put("most stale view, updates", say("%d", summary.stalenessMax()));
    figures.put("largest gap", say("%.3g", summary.gapMax()));
    figures.put("model version", say("v%d", summary.modelVersion()));
    StringBuilder html = new StringBuilder();
    figures.forEach(
        (name, value) ->
            html.append(
                "<div><b>%s</b><span>%s</span></div>"
                    .formatted(value, HtmlTemplate.escaped(name))));
    return html.toString();
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("ended", summary.finished() ? "all records learned from" : "interrupted");
    facts.put("examples", say("%,d", summary.examples()));
    facts.put(
        "rejected",
        say("%,d", summary.rejected())
            + (summary.rejected() == 0 ? "" : " " + summary.rejectedBy()));
    facts.put("log-loss", say("%.4f nats", summary.logLoss()));
    facts.put(
        "log-loss of the base rate",
        say("%.4f nats (%.1f %% positive)", summary.baseLogLoss(), 100 * summary.baseRate()));
    facts.put("AUC", say("%.4f", summary.auc()));
    facts.put("training time", say("%.1f s", summary.seconds()));
    facts.put("throughput", say("%,.0f examples/s", summary.examplesPerSecond()));
    facts.put("most stale view", say("%,d updates", summary.stalenessMax()));
    facts.put("largest gap of a view", say("%.4g, in parameter units", summary.gapMax()));
    facts.put("gap allowed", summary.gapBound() == null ? "any" : say("%.4g", summary.gapBound()));
    facts.put(
        "elastic consistency reached",
        summary.bHat() == null
            ? "not measured"
            : say("B = %.4g, on %,d samples", summary.bHat(), summary.gapSamples()));
    facts.put("gaps above the bound", say("%,d", summary.gapsExceeded()));
    facts.put("checkpoints", say("%,d", summary.checkpoints()));
    facts.put("model version", say("%,d", summary.modelVersion()));
    return facts;
  }

  private static String table(Map<String, String> rows) {
    StringBuilder html = new StringBuilder("<table>");
    rows.forEach(
        (name, value) ->
            html.append(
                "<tr><th>%s</th><td>%s</td></tr>"
                    .formatted(HtmlTemplate.escaped(name), HtmlTemplate.escaped(value))));
    return html.append("</table>").toString();
  }

  private String data() {
    Map<String, List<Double>> columns = new LinkedHashMap<>();
    columns.put("seconds", column(Point::seconds));
    columns.put("examples", column(Point::examples));
    columns.put("rate", column(Point::rate));
    columns.put("logLoss", column(Point::logLoss));
    columns.put("windowLogLoss", column(Point::windowLogLoss));
    columns.put("auc", column(Point::auc));
    columns.put("windowAuc", column(Point::windowAuc));
    columns.put("stalenessMean", column(Point::stalenessMean));
    columns.put("stalenessMax", column(Point::stalenessMax));
    columns.put("gap", column(point -> positive(point.gap().window())));
    columns.put("gapMax", column(point -> positive(point.gap().max())));
    columns.put("gapBound", column(point -> positive(point.gap().bound())));
    columns.put("baseLogLoss", column(point -> summary.baseLogLoss()));
    try {
      return new ObjectMapper().writeValueAsString(columns);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Zero has no place on a logarithmic scale. */
  private static double positive(double value) {
    return value > 0 ? value : Double.NaN;
  }

  /** A gap in the curve where there is no number, as the AUC of a window without positives. */
  private List<Double> column(ToDoubleFunction<Point> of) {
    return points.stream()
        .map(point -> of.applyAsDouble(point))
        .map(value -> Double.isFinite(value) ? value : null)
        .toList();
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
