package io.flinksgd.kafka;

import io.flinksgd.model.Refusal;
import io.flinksgd.model.Rejected.Reason;
import io.flinksgd.model.Values;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** The event time: milliseconds since the epoch, or text as ISO 8601. */
final class TimeField extends NamedField {
  private long time;

  TimeField(String name) {
    super(name);
  }

  /** Milliseconds since the epoch, if it was told. */
  long time() {
    return time;
  }

  @Override
  void text(String text) throws Refusal {
    if (Values.isNonFinite(text)) {
      throw Values.notFinite(this, text);
    }
    try {
      time = OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new Refusal(
          Reason.UNPARSABLE,
          name() + " must be milliseconds or ISO 8601 with an offset: " + e.getMessage());
    }
  }

  @Override
  void number(double x) {
    time = (long) x;
  }

  @Override
  void whole(long x) {
    time = x;
  }

  @Override
  void whole(double nearest, byte[] digits, int from, int length) throws Refusal {
    String text = new String(digits, from, length, StandardCharsets.US_ASCII);
    try {
      time = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Values.not("a time", this, text);
    }
  }
}
