// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.simulate;

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
      Map<String, Object> one = json(each);
      Map<String, String> settings = new LinkedHashMap<>(configuration);
      settings.put("policy", each.setting().policy());
      one.put("configuration", settings);
      all.add(one);
    }
    return all;
  }

  /** Its figures by their names in the file, which are flat. */
  private static Map<String, Object> json(Outcome of) {
    Outcome.Gaps gaps = of.staleness().gaps();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("policy", of.setting().policy());
    json.put("workers", of.setting().workers());
    json.put("servers", of.setting().servers());
    json.put("seed", of.setting().seed());
    json.put("steps", of.work().steps());
    json.put("simulatedSeconds", of.work().simulatedSeconds());
    json.put("stepsPerSecond", of.work().stepsPerSecond());
    json.put("finalLoss", of.loss().last());
    json.put("optimalLoss", of.loss().least());
    json.put("gapSamples", gaps.samples());
    json.put("gapMax", gaps.max());
    json.put("gapBound", finite(gaps.bound()));
    json.put("gapRatio", gaps.ratio());
    json.put("gapsExceeded", gaps.exceeded());
    json.put("bHat", gaps.bHat());
    json.put("stepMax", of.work().stepMax());
    json.put("stalenessMax", of.staleness().updatesMax());
    json.put("gateWaits", of.work().gateWaits());
    json.put("clipped", of.work().clipped());
    json.put("messages", of.traffic().messages());
    json.put("bytes", of.traffic().bytes());
    json.put("checkpoints", of.recovery().checkpoints());
    json.put("crashes", of.recovery().crashes());
    json.put("points", of.loss().points());
    return json;
  }

  /** JSON has no infinity: where there is no bound, null. */
  static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
