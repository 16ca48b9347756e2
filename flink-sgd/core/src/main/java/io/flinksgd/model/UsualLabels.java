// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.ForwardingLearner;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Outliers;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps examples whose labels are {@linkplain Outliers out of all proportion} from another learner.
 * One label of 1e12 among labels of a few units moves every weight of its example far off. It also
 * raises the variance of the labels, with which errors are compared, so that nobody notices.
 */
final class UsualLabels extends ForwardingLearner {
  private final Outliers outliers = Outliers.ofLabels();

  UsualLabels(Learner learner) {
    super(learner);
  }

  @Override
  public List<Rejected> learn(
      MiniBatch batch,
      float[] view,
      int coordinates,
      long examples,
      float[] push,
      float[] score,
      Ready ready) {
    List<Rejected> unusual = outliers.find(batch).takeOut();
    List<Rejected> diverged = super.learn(batch, view, coordinates, examples, push, score, ready);
    outliers.remember(batch);
    if (unusual.isEmpty()) {
      return diverged;
    }
    List<Rejected> out = new ArrayList<>(unusual);
    out.addAll(diverged);
    return out;
  }
}
