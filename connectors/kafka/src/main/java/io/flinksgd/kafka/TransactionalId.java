package io.flinksgd.kafka;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a transaction.
 *
 * @param text as Kafka knows it
 */
record TransactionalId(String text) {
  /** As Flink's writer forms them: prefix, subtask, and what the subtask adds. */
  private static final Pattern FORM = Pattern.compile("(.*)-(\\d{1,9})-([^-]*)", Pattern.DOTALL);

  /** Whether it is one of those that are made of {@code prefix}. */
  boolean isOf(String prefix) {
    Matcher form = FORM.matcher(text);
    return form.matches() && form.group(1).equals(prefix);
  }

  /** The subtask that made it, of an id that has a prefix. */
  int subtask() {
    Matcher form = FORM.matcher(text);
    return form.matches() ? Integer.parseInt(form.group(2)) : 0;
  }
}
