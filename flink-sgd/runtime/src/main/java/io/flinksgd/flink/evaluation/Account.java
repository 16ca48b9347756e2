// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.evaluation;

import io.flinksgd.evaluation.Rejections;
import io.flinksgd.evaluation.WorkerReport;
import io.flinksgd.flink.operator.LatestValues;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the job's result says of the training, in the accumulator {@link #NAME} and the loop's name:
 * {@code records}, {@code learned} and {@code rejected} since training began, {@code
 * rejected.REASON}, the {@code first.N} that were rejected, {@code diverged} if the model has, and
 * {@code warning.N}, of which the newest are kept. The numbers come from checkpointed state, so
 * they are exact. Not thread-safe.
 */
final class Account {
  static final String NAME = "training of ";

  private static final int WARNINGS = 9;

  private final LatestValues values = new LatestValues();
  private final Deque<String> warnings = new ArrayDeque<>();
  private int warned;

  LatestValues values() {
    return values;
  }

  void warn(String words) {
    warned++;
    warnings.addLast(words);
    if (warnings.size() > WARNINGS) {
      warnings.removeFirst();
    }
  }

  void tell(WorkerReport total, boolean diverged) {
    Map<String, String> all = new TreeMap<>();
    Rejections rejected = total.rejections();
    all.put("records", String.valueOf(total.records()));
    all.put("learned", String.valueOf(total.scores().examples()));
    all.put("rejected", String.valueOf(rejected.total()));
    rejected.byReason().forEach((reason, count) -> put("rejected." + reason, count, all));
    int n = 0;
    for (String words : rejected.first()) {
      n++;
      all.put("first." + n, words);
    }
    if (diverged) {
      all.put("diverged", "true");
    }
    n = warned - warnings.size();
    for (String words : warnings) {
      n++;
      all.put("warning." + n, words);
    }
    values.set(all);
  }

  private static void put(String name, long count, Map<String, String> all) {
    if (count > 0) {
      all.put(name, String.valueOf(count));
    }
  }
}
