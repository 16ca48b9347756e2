// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.Fields;
import io.flinksgd.feature.MapFields;
import java.sql.Timestamp;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Passes the fields of values of one kind to a {@link Fields}. */
public final class ValueFields<T> {
  private final RawFields<T> raw;
  private final String time;
  private final Fields to;

  /** The field called {@code time} may hold a time. */
  public ValueFields(RawFields<T> raw, String time, Fields to) {
    this.raw = raw;
    this.time = time;
    this.to = to;
  }

  /**
   * Passes on the fields of {@code value}.
   *
   * @throws Refusal also for whatever {@link RawFields} throws
   */
  public void tell(T value) throws Refusal {
    Map<String, ?> fields;
    try {
      fields = raw.of(value);
    } catch (RuntimeException e) {
      throw refusal("a record must have fields", e);
    }
    if (fields == null) {
      throw new Refusal(Reason.UNPARSABLE, "a record must have fields: fields=null");
    }
    Object when = time.isEmpty() ? null : fields.get(time);
    if (when instanceof ZonedDateTime zoned) {
      fields = with(time, zoned.toOffsetDateTime().toString(), fields);
    } else if (when instanceof Temporal) {
      fields = with(time, when.toString(), fields);
    } else if (when instanceof Timestamp instant) {
      fields = with(time, instant.toInstant().toString(), fields);
    }
    MapFields.tell(fields, to);
  }

  private static Map<String, Object> with(String name, Object value, Map<String, ?> fields) {
    Map<String, Object> changed = new LinkedHashMap<>(fields);
    changed.put(name, value);
    return changed;
  }

  static Refusal refusal(String rule, Exception cause) {
    String message = cause.getMessage() == null ? "" : ": " + cause.getMessage();
    return new Refusal(Reason.UNPARSABLE, rule + ": " + cause.getClass().getSimpleName() + message);
  }
}
