// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final String HTML =
      new Report(
              "Late arrivals",
              "200,000 flights",
              Curves.summary(),
              Map.of("data", "flights <a> & b"),
              Curves.of(20))
          .html();

  @Test
  void nothingIsLoadedFromAnywhere() {
    String withoutComments = HTML.replaceAll("(?s)/\\*.*?\\*/", "");
    assertThat(withoutComments)
        .doesNotContainIgnoringCase(
            "http:", "https:", "src=", "href=", "@import", "url(", "fetch(");
  }

  @Test
  void everyPlaceOfTheTemplateIsFilled() {
    assertThat(Pattern.compile("\\{\\{[a-z.]+}}").matcher(HTML).find()).isFalse();
    assertThat(HTML).contains("Late arrivals", "0.4471", "uPlot", "flights &lt;a&gt; &amp; b");
  }

  @Test
  void theCurvesAreInThePageAndAMissingNumberIsAGap() throws IOException {
    Matcher data =
        Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>")
            .matcher(HTML);
    assertThat(data.find()).isTrue();

    JsonNode json = new ObjectMapper().readTree(data.group(1));
    assertThat(json.get("examples")).hasSize(20);
    assertThat(json.get("examples").get(19).asLong()).isEqualTo(200_000);
    assertThat(json.get("windowAuc").get(2).isNull()).isTrue();
    json.forEach(column -> assertThat(column).hasSize(20));
  }
}
