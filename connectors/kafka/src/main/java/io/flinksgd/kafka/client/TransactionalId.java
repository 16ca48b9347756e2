// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a transaction.
 *
 * @param text as Kafka knows it
 */
public record TransactionalId(String text) {
  private static final int LINEAGE = 8;

  /** As Flink's writer forms them: prefix, subtask, and what the subtask adds. */
  private static final Pattern FORM = Pattern.compile("(.*)-(\\d{1,9})-([^-]*)", Pattern.DOTALL);

  /** Ids of a lineage. */
  public static String prefix(String base, String lineage) {
    return base + ":" + lineage.substring(0, Math.min(LINEAGE, lineage.length()));
  }

  /**
   * An id that is known to Kafka when another job has ended a transaction of {@code id}; no writer
   * has it. Kafka forgets it as it forgets others, by {@code transactional.id.expiration.ms}.
   */
  public static String mark(String id, long producerId, int epoch) {
    return "%s:ended:%d:%d".formatted(id, producerId, epoch);
  }

  /** Whether it is one of those that jobs make of {@code base}, whatever their lineage. */
  public boolean isOfAny(String base) {
    return isOf(base)
        || (prefix().startsWith(base + ":") && prefix().length() <= base.length() + 1 + LINEAGE);
  }

  /** What it begins with. */
  public String prefix() {
    Matcher form = FORM.matcher(text);
    return form.matches() ? form.group(1) : text;
  }

  /** Whether it is one of those that are made of {@code prefix}. */
  public boolean isOf(String prefix) {
    Matcher form = FORM.matcher(text);
    return form.matches() && form.group(1).equals(prefix);
  }

  /** The subtask that made it, of an id that has a prefix. */
  public int subtask() {
    Matcher form = FORM.matcher(text);
    return form.matches() ? Integer.parseInt(form.group(2)) : 0;
  }
}
