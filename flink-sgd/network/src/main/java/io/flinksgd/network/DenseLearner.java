// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.Diverged;
import io.flinksgd.gradient.Learner;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Outliers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Pushes the mean of a batch's gradients, and keeps out of it the examples by which the model would
 * diverge: first those that are {@linkplain Outliers out of proportion}; then, if scores or
 * gradient of the batch break a {@linkplain Limits limit}, those that make them do so, which are
 * found by halves. The rest is learned from as if they had not been there.
 */
abstract class DenseLearner implements Learner {
  /** Nothing of an attempt may be sent before all of it is known. */
  static final Ready LATER = from -> {};

  private final Outliers outliers;

  DenseLearner(boolean numbers) {
    this.outliers = Outliers.ofNetwork(numbers);
  }

  /** Loads the weights of all coordinates. */
  abstract void load(float[] view);

  /**
   * Scores the examples of {@code batch}, at least one, and puts the mean of their gradients into
   * {@code push}.
   *
   * @param ready as in {@link Learner#learn}; hears nothing if the attempt fails
   * @return the limit that is broken, null if none
   */
  abstract String attempt(MiniBatch batch, float[] push, float[] score, Ready ready);

  @Override
  public final List<Rejected> learn(
      MiniBatch batch,
      float[] view,
      int coordinates,
      long examples,
      float[] push,
      float[] score,
      Ready ready) {
    load(view);
    List<Rejected> out = outliers.find(batch).takeOut();
    String broken = batch.size() == 0 ? null : attempt(batch, push, score, ready);
    if (broken != null) {
      out = new ArrayList<>(out);
    }
    while (broken != null) {
      out.addAll(diverged(batch, push, score, broken).takeOut());
      broken = batch.size() == 0 ? null : attempt(batch, push, score, LATER);
    }
    if (batch.size() == 0) {
      Arrays.fill(push, 0, coordinates, 0f);
    }
    outliers.remember(batch);
    return out;
  }

  /** The examples by which an attempt at {@code batch} fails: one at least. */
  private Diverged diverged(MiniBatch batch, float[] push, float[] score, String broken) {
    Diverged found = new Diverged(batch);
    BitSet kept = new BitSet();
    int size = batch.size();
    if (size > 1) {
      kept.or(keep(batch, 0, size / 2, push, score));
      BitSet other = keep(batch, size / 2, size, push, score);
      merge(kept, other, batch, push, score);
    }
    if (kept.cardinality() == size) {
      kept.clear(); // the same attempt fails once and not again: nobody can be told from the others
    }
    for (int e = kept.nextClearBit(0); e < size; e = kept.nextClearBit(e + 1)) {
      BitSet alone = new BitSet();
      alone.set(e);
      String why = tryOut(batch, alone, push, score);
      found.add(e, why == null ? broken + ", with the others of its batch" : why);
    }
    return found;
  }

  /** Which examples of {@code batch} from {@code from} to {@code end} may stay together. */
  private BitSet keep(MiniBatch batch, int from, int end, float[] push, float[] score) {
    BitSet all = new BitSet();
    all.set(from, end);
    if (tryOut(batch, all, push, score) == null) {
      return all;
    }
    if (end - from == 1) {
      return new BitSet();
    }
    int middle = (from + end) >>> 1;
    BitSet kept = keep(batch, from, middle, push, score);
    merge(kept, keep(batch, middle, end, push, score), batch, push, score);
    return kept;
  }

  /** Adds the examples of {@code other} to {@code kept}, unless they fail together. */
  private void merge(BitSet kept, BitSet other, MiniBatch batch, float[] push, float[] score) {
    BitSet both = (BitSet) kept.clone();
    both.or(other);
    if (kept.isEmpty() || other.isEmpty() || tryOut(batch, both, push, score) == null) {
      kept.or(other);
    } else if (other.cardinality() > kept.cardinality()) {
      kept.clear();
      kept.or(other);
    }
  }

  private String tryOut(MiniBatch batch, BitSet which, float[] push, float[] score) {
    MiniBatch part = batch.copy();
    BitSet others = new BitSet();
    others.set(0, batch.size());
    others.andNot(which);
    part.remove(others);
    return attempt(part, push, score, LATER);
  }
}
