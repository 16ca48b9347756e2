// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.client;

import java.util.regex.Pattern;

/** What Kafka takes for the name of a topic. */
public final class TopicName {
  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  private TopicName() {}

  /**
   * Refuses what no topic can be called.
   *
   * @param option what it was given by, for the error
   * @throws IllegalArgumentException with rule, name and value
   */
  public static String checked(String option, String topic) {
    if (!LEGAL.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
      throw new IllegalArgumentException(
          "%1$s must be 1 to 249 letters (a-z, A-Z), digits, dots, underscores and hyphens, and not . or ..: %1$s=%2$s"
              .formatted(option, topic));
    }
    return topic;
  }
}
