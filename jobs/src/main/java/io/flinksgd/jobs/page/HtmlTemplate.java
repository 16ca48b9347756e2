// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of HTML made of a template and its parts; it loads nothing from anywhere. */
public final class HtmlTemplate {
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z.]+)}}");

  private HtmlTemplate() {}

  /**
   * Fills {@code {{name}}} in a template that stands beside {@code owner}. The parts {@code
   * uplot.css} and {@code uplot.js} are the chart library.
   */
  public static String fill(Class<?> owner, String template, Map<String, String> parts) {
    Map<String, String> all = new LinkedHashMap<>(parts);
    all.put("uplot.css", uplot("uPlot.min.css"));
    all.put("uplot.js", uplot("uPlot.iife.min.js"));
    return PLACE
        .matcher(resource(owner, template))
        .replaceAll(place -> Matcher.quoteReplacement(all.get(place.group(1))));
  }

  /** Text as it may stand in HTML. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String uplot(String file) {
    Properties jar = new Properties();
    try {
      jar.load(
          new StringReader(
              resource(
                  HtmlTemplate.class, "/META-INF/maven/org.webjars.npm/uplot/pom.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = jar.getProperty("version");
    return resource(
        HtmlTemplate.class, "/META-INF/resources/webjars/uplot/" + version + "/dist/" + file);
  }

  private static String resource(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
