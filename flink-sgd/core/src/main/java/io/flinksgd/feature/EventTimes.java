// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * How event times are written: numbers of one unit since 1970, or text of ISO 8601, with a zone or
 * without. A time before 1990 or after 2099 is refused: most likely it is of another unit.
 *
 * <p>Text is a date, or date and time with {@code T} or a space between them, seconds and their
 * fraction if there are any, and {@code Z}, {@code UTC}, or an offset ({@code +01}, {@code +0100},
 * {@code +01:00}) if the zone is not the one that is set. A whole number in text is a number. A
 * local time that a change of clocks leaves out is moved on by the change; of one that comes twice
 * it is the earlier.
 *
 * <p>The methods return milliseconds since 1970. Immutable, of any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class EventTimes implements Serializable {
  /** Unit of numbers, unless set otherwise. */
  public static final String DEFAULT_UNIT = "ms";

  /** Zone of text without one, unless set otherwise. */
  public static final String DEFAULT_ZONE = "UTC";

  private static final long serialVersionUID = 1L;

  private static final long FIRST =
      LocalDate.of(1990, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
  private static final long END =
      LocalDate.of(2100, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();

  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendPattern("[' ']")
          .parseLenient() // minutes may be left out, and the colon in front of them
          .appendOffset("+HH", "Z")
          .optionalEnd()
          .optionalEnd()
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT)
          .withChronology(IsoChronology.INSTANCE);

  private static final Map<String, TimeUnit> UNITS =
      Map.of(
          "ms", TimeUnit.MILLISECONDS,
          "s", TimeUnit.SECONDS,
          "us", TimeUnit.MICROSECONDS,
          "ns", TimeUnit.NANOSECONDS);

  private static final Pattern UTC = Pattern.compile(" ?(UTC|GMT)$");
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,19}");
  private static final int LONGEST = 64;

  /** Characters of a date. */
  private static final int DATE = 10;

  private final TimeUnit unit;
  private final ZoneId zone;

  private EventTimes(TimeUnit unit, ZoneId zone) {
    this.unit = unit;
    this.zone = zone;
  }

  /** Numbers are milliseconds, text without a zone is UTC. */
  public static EventTimes standard() {
    return of(DEFAULT_UNIT, DEFAULT_ZONE);
  }

  /**
   * Numbers are of {@code unit}, text without a zone is of {@code zone}.
   *
   * @param unit {@code ms}, {@code s}, {@code us} or {@code ns}
   * @param zone {@code UTC}, an offset, or a name such as {@code Europe/Berlin}
   * @throws IllegalArgumentException with rule, name and value
   */
  public static EventTimes of(String unit, String zone) {
    return new EventTimes(unit(unit), zone(zone));
  }

  private static TimeUnit unit(String name) {
    TimeUnit found = UNITS.get(name);
    if (found == null) {
      throw new IllegalArgumentException("time-unit must be ms, s, us or ns: time-unit=" + name);
    }
    return found;
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name).normalized();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "time-zone must be UTC, an offset or a name such as Europe/Berlin: time-zone=" + name, e);
    }
  }

  /** The time that a whole number of the unit says, in milliseconds since 1970. */
  @API(status = API.Status.INTERNAL)
  public long whole(Field field, long x) throws Refusal {
    return checked(field, unit.toMillis(x), x);
  }

  /** The time that a number of the unit says, which may have a fraction. */
  @API(status = API.Status.INTERNAL)
  public long number(Field field, double x) throws Refusal {
    double millis = x * unit.toNanos(1) / TimeUnit.MILLISECONDS.toNanos(1);
    return checked(field, Double.isFinite(millis) ? Math.round(millis) : Long.MAX_VALUE, x);
  }

  /** The time that text says. */
  @API(status = API.Status.INTERNAL)
  public long text(Field field, String text) throws Refusal {
    if (WHOLE.matcher(text).matches()) {
      return whole(field, saturated(text));
    }
    if (text.length() > LONGEST) {
      throw unreadable(field, text);
    }
    String rest = UTC.matcher(text).replaceFirst("");
    boolean utc = rest.length() < text.length();
    if (rest.length() > DATE && rest.charAt(DATE) == ' ') {
      rest = rest.substring(0, DATE) + "T" + rest.substring(DATE + 1);
    }
    try {
      TemporalAccessor parsed = ISO.parse(rest);
      LocalTime time = parsed.query(TemporalQueries.localTime());
      LocalDateTime local =
          parsed
              .query(TemporalQueries.localDate())
              .atTime(time == null ? LocalTime.MIDNIGHT : time);
      ZoneId of = parsed.query(TemporalQueries.offset());
      if (of == null) {
        of = utc ? ZoneOffset.UTC : zone;
      } else if (utc) {
        throw unreadable(field, text);
      }
      return checked(field, local.atZone(of).toInstant().toEpochMilli(), '"' + text + '"');
    } catch (DateTimeException | ArithmeticException e) {
      throw unreadable(field, text);
    }
  }

  /** Numbers that no long holds are out of range as times, too. */
  private static long saturated(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** A time that is known, in milliseconds since 1970. */
  @API(status = API.Status.INTERNAL)
  public long instant(Field field, long millis) throws Refusal {
    return checked(field, millis, Instant.ofEpochMilli(millis));
  }

  /** A time that clocks of the zone show. */
  @API(status = API.Status.INTERNAL)
  public long local(Field field, LocalDateTime time) throws Refusal {
    return checked(field, time.atZone(zone).toInstant().toEpochMilli(), time);
  }

  private static Refusal unreadable(Field field, String text) {
    return Values.ofText(
        Reason.BAD_TIME, "a number or ISO 8601, as 2026-01-31T23:59:59Z", field, text);
  }

  private long checked(Field field, long millis, Object written) throws Refusal {
    if (millis < FIRST || millis >= END) {
      String rule =
          "a time from 1990 to 2099, if a number in %s as time-unit says"
              .formatted(unit.name().toLowerCase(Locale.ROOT));
      throw Values.refusal(Reason.BAD_TIME, rule, field, written);
    }
    return millis;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventTimes that && unit == that.unit && zone.equals(that.zone);
  }

  @Override
  public int hashCode() {
    return unit.hashCode() * 31 + zone.hashCode();
  }
}
