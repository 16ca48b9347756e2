// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightsTest {
  private static final String HEADER = "departure,delay,distance,origin,destination\n";

  @TempDir Path directory;

  @Test
  void theSampleBeginsWithAFlightFromLasVegas() throws IOException {
    try (Flights flights = Flights.open(null)) {
      JsonNode first = new ObjectMapper().readTree(flights.next());
      assertThat(first.get("label").asInt()).isEqualTo(1);
      assertThat(first.get("origin").asText()).isEqualTo("LAS");
      assertThat(first.get("hour").asText()).isEqualTo("00");
      assertThat(first.get("date").asText()).isEqualTo("2001-01-01");
    }
  }

  @Test
  void theSampleHasTwoHundredThousandFlights() throws IOException {
    assertThat(Flights.count(null, Long.MAX_VALUE)).isEqualTo(200_000);
    assertThat(Flights.count(null, 7)).isEqualTo(7);
  }

  @Test
  void fifteenMinutesAreOnTimeAndSixteenAreLate() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("two.csv"),
            HEADER + "2001-01-02T13:05,15,251,ATL,SAV\n2001-01-02T13:05,16,251,ATL,SAV\n");
    try (Flights flights = Flights.open(file)) {
      assertThat(new ObjectMapper().readTree(flights.next()).get("label").asInt()).isZero();
      assertThat(new ObjectMapper().readTree(flights.next()).get("label").asInt()).isOne();
      assertThat(flights.next()).isNull();
    }
  }

  @Test
  void aRowThatIsNoFlightIsNotDroppedHereButLeftToBeRejected() throws IOException {
    Path file = Files.writeString(directory.resolve("odd.csv"), HEADER + "cancelled\n,,,,\n");
    try (Flights flights = Flights.open(file)) {
      assertThat(flights.next()).asString().isEqualTo("cancelled");
      assertThat(flights.next()).asString().isEqualTo(",,,,");
    }
  }

  @Test
  void aFileOfOtherColumnsIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("other.csv"), "a,b\n1,2\n");
    assertThatThrownBy(() -> Flights.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("data must begin with the line departure,delay")
        .hasMessageEndingWith("begins with a,b");
  }
}
