// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.example.Example;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.jobs.flights.Flights;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.testing.Case;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flights with their departure among the features, in milliseconds since 1970. */
final class RawTimestampTest {
  private static final int ROWS = 60_000;

  @Tag("case")
  @ParameterizedTest
  @ValueSource(strings = {"sgd:rate=0.07", "adagrad:rate=0.2"})
  void scaleFreeStepsTakeARawTimestampAsAScaledOne(String optimizer) throws IOException {
    double scaled = logLoss(optimizer, 1e-12);
    double raw = logLoss(optimizer + ",scale-free=true", 1);
    Case.near(
        "steps",
        "log-loss with a raw timestamp among %d flights, %s,scale-free=true, as scaled"
            .formatted(ROWS, optimizer),
        scaled,
        0.002,
        raw);
  }

  private static double logLoss(String optimizer, double unit) throws IOException {
    return SequentialLoop.scores(
            rows(unit), LogisticRegression.hashed(18), Optimizers.parse(optimizer))
        .logLoss();
  }

  private static Example[] rows(double unit) throws IOException {
    FeatureHasher hasher = FeatureHasher.parse(Flights.FEATURES);
    ObjectMapper json = new ObjectMapper();
    List<Example> rows = new ArrayList<>();
    try (Flights flights = Flights.open(null)) {
      while (rows.size() < ROWS) {
        JsonNode flight = json.readTree(flights.next());
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String text : List.of("origin", "destination", "hour", "date")) {
          fields.put(text, flight.get(text).asText());
        }
        fields.put("distance", flight.get("distance").asInt());
        LocalDate date = LocalDate.parse(flight.get("date").asText());
        int hour = Integer.parseInt(flight.get("hour").asText());
        long millis = date.atTime(hour, 0).toInstant(ZoneOffset.UTC).toEpochMilli();
        fields.put("departure", millis * unit);
        rows.add(Example.of(flight.get("label").asInt(), hasher.hash(fields)));
      }
    }
    return rows.toArray(new Example[0]);
  }
}
