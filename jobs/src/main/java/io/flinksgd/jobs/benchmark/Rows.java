// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.example.Example;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.jobs.flights.Flights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Flights as they are fed to the demo, parsed and hashed beforehand. */
final class Rows {
  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

  private Rows() {}

  static Example[] load(Optional<Path> data, long limit) throws IOException {
    FeatureHasher hasher = FeatureHasher.parse(Flights.FEATURES);
    ObjectMapper json = new ObjectMapper();
    List<Example> rows = new ArrayList<>();
    try (Flights flights = Flights.open(data.orElse(null))) {
      for (byte[] next = flights.next();
          next != null && rows.size() < limit;
          next = flights.next()) {
        Map<String, Object> fields = json.readValue(next, FIELDS);
        float label = ((Number) fields.remove("label")).floatValue();
        rows.add(Example.of(label, hasher.hash(fields)));
      }
    }
    return rows.toArray(new Example[0]);
  }
}
