// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.feature.EventTimes;
import java.nio.charset.StandardCharsets;

/** The event time. */
final class TimeField extends NamedField {
  private final EventTimes times;
  private long time;

  TimeField(String name, EventTimes times) {
    super(name);
    this.times = times;
  }

  /** Milliseconds since the epoch, if the record has a time. */
  long time() {
    return time;
  }

  @Override
  void text(String text) throws Refusal {
    time = times.text(this, text);
  }

  @Override
  void number(double x) throws Refusal {
    time = times.number(this, x);
  }

  @Override
  void whole(long x) throws Refusal {
    time = times.whole(this, x);
  }

  @Override
  void whole(double nearest, byte[] digits, int from, int length) throws Refusal {
    text(new String(digits, from, length, StandardCharsets.US_ASCII));
  }
}
