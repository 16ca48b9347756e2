// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.time.Instant;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventTimesTest {
  private static final Field FIELD = new Field("at", false) {};
  private static final EventTimes BERLIN = EventTimes.of("ms", "Europe/Berlin");

  @Test
  void usageExample() throws Refusal {
    EventTimes times = EventTimes.of("s", "+02:00");
    assertThat(times.whole(FIELD, 1767225600)).isEqualTo(1767225600000L);
    assertThat(times.text(FIELD, "2026-01-01 02:00:00")).isEqualTo(1767225600000L);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-07-01T12:00:00Z, 2026-07-01T12:00:00Z",
    "2026-07-01t12:00:00z, 2026-07-01T12:00:00Z",
    "2026-07-01T12:00Z, 2026-07-01T12:00:00Z",
    "2026-07-01T12:00:00.123456789Z, 2026-07-01T12:00:00.123Z",
    "2026-07-01T12:00:00+0000, 2026-07-01T12:00:00Z",
    "2026-07-01T12:00:00+01:30, 2026-07-01T10:30:00Z",
    "2026-07-01T12:00:00-0800, 2026-07-01T20:00:00Z",
    "2026-07-01 12:00:00+02, 2026-07-01T10:00:00Z",
    "2026-07-01 12:00:00 +02:00, 2026-07-01T10:00:00Z",
    "2026-07-01 12:00:00 UTC, 2026-07-01T12:00:00Z",
    "2026-07-01T12:00:00, 2026-07-01T10:00:00Z",
    "2026-01-01 12:00:00.5, 2026-01-01T11:00:00.500Z",
    "2026-07-01, 2026-06-30T22:00:00Z",
    "2026-03-29T02:30:00, 2026-03-29T01:30:00Z",
    "2026-10-25T02:30:00, 2026-10-25T00:30:00Z",
    "1767225600000, 2026-01-01T00:00:00Z",
    "1990-01-01T00:00:00Z, 1990-01-01T00:00:00Z",
    "2099-12-31T23:59:59.999Z, 2099-12-31T23:59:59.999Z"
  })
  void textIsIso8601(String text, Instant right) throws Refusal {
    assertThat(Instant.ofEpochMilli(BERLIN.text(FIELD, text))).isEqualTo(right);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-07-01T25:00:00Z",
        "2026-02-30",
        "2026-13-01",
        "2026-07-0112:00:00",
        "2026-07-01T 12:00:00",
        "2026-07-01T12:00:00 ",
        "2026-07-01T12:00:00+01:00 UTC",
        "2026-07-01T",
        "20260701T120000Z",
        "01/07/2026",
        "2026-07-01T12:00:00Zx",
        "NaN",
        "99999999999999999999",
        "1970-01-01T00:00:00Z",
        "1989-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z",
        "9999-12-31"
      })
  void whatIsNoTimeIsRefused(String text) {
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> EventTimes.standard().text(FIELD, text));
    assertThat(refusal).as(text).isNotNull();
    assertThat(refusal.reason()).isEqualTo(Reason.BAD_TIME);
    assertThat(refusal.getMessage()).contains("at=\"" + text + '"');
  }

  @Test
  void numbersAreOfTheUnit() throws Refusal {
    long right = 1767225600123L;
    assertThat(EventTimes.of("ms", "UTC").whole(FIELD, right)).isEqualTo(right);
    assertThat(EventTimes.of("us", "UTC").whole(FIELD, 1767225600123456L)).isEqualTo(right);
    assertThat(EventTimes.of("ns", "UTC").whole(FIELD, 1767225600123456789L)).isEqualTo(right);
    assertThat(EventTimes.of("s", "UTC").number(FIELD, 1767225600.123)).isEqualTo(right);
    assertThat(EventTimes.of("ms", "UTC").number(FIELD, 1.767225600123e12)).isEqualTo(right);
  }

  @Test
  void aTimeOfAnotherUnitIsRefused() {
    refused(EventTimes.of("ms", "UTC"), 1767225600L);
    refused(EventTimes.of("ms", "UTC"), 1767225600123456L);
    refused(EventTimes.of("ms", "UTC"), 0);
    refused(EventTimes.of("ms", "UTC"), Long.MIN_VALUE);
    refused(EventTimes.of("s", "UTC"), 1767225600123L);
    refused(EventTimes.of("s", "UTC"), Long.MAX_VALUE);
    refused(EventTimes.of("us", "UTC"), 1767225600123L);
    refused(EventTimes.of("ns", "UTC"), 1767225600123456L);
    assertThatThrownBy(() -> EventTimes.standard().number(FIELD, Double.NaN))
        .hasMessageContaining("at=NaN");
  }

  private static void refused(EventTimes times, long x) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> times.whole(FIELD, x));
    assertThat(refusal.reason()).isEqualTo(Reason.BAD_TIME);
    assertThat(refusal.getMessage())
        .startsWith("at must be a time from 1990 to 2099")
        .endsWith("at=" + x);
  }

  @Test
  void clocksAreOfTheZone() throws Refusal {
    LocalDateTime noon = LocalDateTime.of(2026, 7, 1, 12, 0);
    assertThat(BERLIN.local(FIELD, noon))
        .isEqualTo(Instant.parse("2026-07-01T10:00:00Z").toEpochMilli());
    assertThat(BERLIN.instant(FIELD, 1767225600123L)).isEqualTo(1767225600123L);
    assertThatThrownBy(() -> BERLIN.instant(FIELD, 0)).hasMessageContaining("at=1970-01-01");
  }

  @Test
  void unitAndZoneAreChecked() {
    assertThatThrownBy(() -> EventTimes.of("m", "UTC"))
        .hasMessage("time-unit must be ms, s, us or ns: time-unit=m");
    assertThatThrownBy(() -> EventTimes.of("ms", "Mars/Olympus"))
        .hasMessageEndingWith("time-zone=Mars/Olympus");
    assertThat(EventTimes.of("ms", "Z")).isEqualTo(EventTimes.standard());
  }
}
