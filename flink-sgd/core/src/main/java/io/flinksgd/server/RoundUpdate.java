// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Push;
import io.flinksgd.message.Update;
import io.flinksgd.message.UsedView;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes the model when a round is closed: its pushes are applied together, in the order of the
 * workers, as one update. Owned by the server's thread.
 */
final class RoundUpdate {
  private static final Comparator<Contribution> ORDER =
      Comparator.comparingInt(Contribution::worker).thenComparingLong(each -> each.push().id());

  private final ServerState state;
  private final LatePushes latePushes;
  private final PushWeight weight;
  private final boolean gradients;
  private final int lag;
  private final GradientSum sum;

  RoundUpdate(ServerState state, LatePushes latePushes, TrainingSpec spec) {
    this.state = state;
    this.latePushes = latePushes;
    this.weight = spec.stepping().pushWeight();
    this.gradients = !spec.localSteps();
    this.lag = spec.consistency().missingParts().lag();
    this.sum = new GradientSum(state.parameters().dimension());
  }

  /** Whether a push that was computed on {@code view} comes after its round was closed. */
  boolean isLate(UsedView view) {
    return state.version().missedBy(view) > lag;
  }

  /**
   * Applies {@code round} as the next version; the model has learned from its examples then.
   *
   * @param round what was pushed; it is sorted
   */
  void apply(List<Contribution> round) {
    for (Contribution each : round) {
      state.parameters().learned(each.push().examples());
    }
    write(round);
    state.version().next();
    for (Contribution each : round) {
      state.version().contains(each.worker(), each.push(), Double.NaN);
    }
  }

  /**
   * Applies restored pushes, whose examples are counted already and which make no version: those
   * that were early for their round as a round of their own.
   */
  void restore(List<Contribution> restored) {
    List<Contribution> first = new ArrayList<>();
    List<Contribution> next = new ArrayList<>();
    for (Contribution each : restored.stream().sorted(ORDER).toList()) {
      Contribution last = first.isEmpty() ? each : first.get(first.size() - 1);
      boolean second = last.worker() == each.worker() && last.push().id() < each.push().id();
      (lag > 0 && second ? next : first).add(each);
    }
    write(first);
    if (!next.isEmpty()) {
      write(next);
    }
  }

  /**
   * Writes the average of the pushes, or their sum. The parts of one push, which a restored round
   * has, count as one. Each push is one part in the members, also in a round that closes without
   * some of them, and when it is late.
   */
  private void write(List<Contribution> round) {
    round.sort(ORDER);
    long examples = 0;
    int pushes = 0;
    Contribution last = null;
    for (Contribution each : round) {
      if (!isLate(each.push().view()) && (last == null || ORDER.compare(last, each) != 0)) {
        examples += each.push().examples();
        pushes++;
        last = each;
      }
    }
    int parts = Math.max(Math.max(1, pushes), state.members().size());
    float[] factors = new float[round.size()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = factor(round.get(i).push(), examples, pushes, parts);
    }
    latePushes.applying(round, factors);
    double norm = 0;
    for (int i = 0; i < factors.length; i++) {
      Update update = round.get(i).push().update();
      if (gradients) {
        sum.add(update, factors[i]);
      } else {
        norm += write(update, factors[i]);
      }
    }
    if (gradients) {
      norm = write(sum.take(), 1f);
    }
    state.norms().add(norm);
  }

  /** Returns the norm of the change if views may lack this round, otherwise 0. */
  private double write(Update update, float factor) {
    double norm = lag > 0 ? state.parameters().norm(update, factor) : 0;
    state.parameters().apply(update, factor);
    return norm;
  }

  private float factor(Push push, long examples, int pushes, int parts) {
    if (weight == PushWeight.SINGLE) {
      return 1f;
    }
    if (isLate(push.view())) {
      // one part in the members that there were, also when most have left since
      return Math.min(push.weight(), 1f / parts);
    }
    if (push.examples() == 0) {
      return 0f; // all of its examples were rejected
    }
    // the mean over all examples of the round, also when one batch is shorter than the others
    return gradients ? (float) push.examples() * pushes / ((float) examples * parts) : 1f / parts;
  }
}
