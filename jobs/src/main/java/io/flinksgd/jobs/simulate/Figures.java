// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.simulate;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.flinksgd.simulation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Outcomes as JSON: a list with one object for each policy. */
final class Figures {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Figures() {}

  static void write(Path file, List<Outcome> outcomes, Map<String, String> configuration)
      throws IOException {
    JSON.writeValue(file.toFile(), json(outcomes, configuration));
  }

  private static List<Map<String, Object>> json(
      List<Outcome> outcomes, Map<String, String> configuration) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Outcome each : outcomes) {
      Map<String, Object> one =
          new LinkedHashMap<>(JSON.convertValue(each, new TypeReference<Map<String, Object>>() {}));
      // JSON knows no infinity: what has no bound has none here
      one.put("gapBound", finite(each.gapBound()));
      Map<String, String> settings = new LinkedHashMap<>(configuration);
      settings.put("policy", each.policy());
      one.put("configuration", settings);
      all.add(one);
    }
    return all;
  }

  static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
