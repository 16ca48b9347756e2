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
    figures.put("examples", say("%,d", summary.counts().examples()));
    figures.put("log-loss", say("%.4f", summary.quality().logLoss()));
    figures.put("AUC", say("%.3f", summary.quality().auc()));
    figures.put("examples / s", say("%,.0f", summary.run().examplesPerSecond()));
    figures.put("most stale view, updates", say("%d", summary.views().stalenessMax()));
    figures.put("largest gap", say("%.3g", summary.views().gapMax()));
    figures.put("model version", say("v%d", summary.run().modelVersion()));
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
    facts.put("examples", say("%,d", summary.counts().examples()));
    facts.put(
        "rejected",
        say("%,d", summary.counts().rejected())
            + (summary.counts().rejected() == 0 ? "" : " " + summary.counts().rejectedBy()));
    facts.put("log-loss", say("%.4f nats", summary.quality().logLoss()));
    facts.put(
        "log-loss of the base rate",
        say(
            "%.4f nats (%.1f %% positive)",
            summary.quality().baseLogLoss(), 100 * summary.quality().baseRate()));
    facts.put("AUC", say("%.4f", summary.quality().auc()));
    facts.put("training time", say("%.1f s", summary.run().seconds()));
    facts.put("throughput", say("%,.0f examples/s", summary.run().examplesPerSecond()));
    facts.put("most stale view", say("%,d updates", summary.views().stalenessMax()));
    facts.put("largest gap of a view", say("%.4g, in parameter units", summary.views().gapMax()));
    facts.put(
        "gap allowed",
        summary.views().gapBound() == null ? "any" : say("%.4g", summary.views().gapBound()));
    facts.put(
        "elastic consistency reached",
        summary.views().bHat() == null
            ? "not measured"
            : say(
                "B = %.4g, on %,d samples", summary.views().bHat(), summary.views().gapSamples()));
    facts.put("gaps above the bound", say("%,d", summary.views().gapsExceeded()));
    facts.put("checkpoints", say("%,d", summary.run().checkpoints()));
    facts.put("model version", say("%,d", summary.run().modelVersion()));
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
    columns.put("examples", column(point -> point.counts().examples()));
    columns.put("rate", column(point -> point.counts().rate()));
    columns.put("logLoss", column(point -> point.quality().logLoss()));
    columns.put("windowLogLoss", column(point -> point.quality().windowLogLoss()));
    columns.put("auc", column(point -> point.quality().auc()));
    columns.put("windowAuc", column(point -> point.quality().windowAuc()));
    columns.put("stalenessMean", column(point -> point.staleness().mean()));
    columns.put("stalenessMax", column(point -> point.staleness().max()));
    columns.put("gap", column(point -> positive(point.gap().window())));
    columns.put("gapMax", column(point -> positive(point.gap().max())));
    columns.put("gapBound", column(point -> positive(point.gap().bound())));
    columns.put("baseLogLoss", column(point -> summary.quality().baseLogLoss()));
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
