// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a training job reports in its accumulators.
 *
 * @param values by name; empty before there are any
 */
public record TrainingAccount(Map<String, String> values) {
  private static final String REASON = "rejected.";
  private static final String FIRST = "first.";
  private static final String WARNING = "warning.";

  /** The accumulators of training; one loop to a job. */
  static final String NAME = "training of ";

  /** Keeps its own copy. */
  public TrainingAccount {
    values = Map.copyOf(values);
  }

  /** Examples learned from. */
  long learned() {
    return number("learned");
  }

  /** Records rejected, by parser or model. */
  long rejected() {
    return number("rejected");
  }

  /** Of these, how many for each reason. */
  Map<String, Long> rejectedBy() {
    Map<String, Long> all = new TreeMap<>();
    values.keySet().stream()
        .filter(name -> name.startsWith(REASON))
        .forEach(name -> all.put(name.substring(REASON.length()), number(name)));
    return all;
  }

  /** Whether records came and not one of them was learned from. */
  public boolean nothingLearned() {
    return learned() == 0 && rejected() > 0;
  }

  /** Warnings after the first {@code known}, by their numbers. */
  public Map<Integer, String> warningsAfter(int known) {
    Map<Integer, String> all = new TreeMap<>();
    values.forEach(
        (name, words) -> {
          if (name.startsWith(WARNING)) {
            int number = Integer.parseInt(name.substring(WARNING.length()));
            if (number > known) {
              all.put(number, words);
            }
          }
        });
    return all;
  }

  /** In a sentence. */
  public String words() {
    String by =
        rejected() == 0 ? "" : " (" + String.join(", ", reasons()) + "). The first: " + first();
    return String.format(
        Locale.ROOT,
        "%,d examples learned from, %,d records rejected%s",
        learned(),
        rejected(),
        by);
  }

  private List<String> reasons() {
    List<String> all = new ArrayList<>();
    rejectedBy()
        .forEach((reason, count) -> all.add(String.format(Locale.ROOT, "%s %,d", reason, count)));
    return all;
  }

  private String first() {
    return String.join(
        "; ",
        new TreeMap<>(values)
            .entrySet().stream()
                .filter(each -> each.getKey().startsWith(FIRST))
                .map(Map.Entry::getValue)
                .toList());
  }

  private long number(String name) {
    return Long.parseLong(values.getOrDefault(name, "0"));
  }
}
