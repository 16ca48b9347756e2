// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.gradient;

import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Examples of a batch by which a model would diverge. Owned by one thread. */
public final class Diverged {
  private final MiniBatch batch;
  private final BitSet examples = new BitSet();
  private final List<Rejected> rejected = new ArrayList<>();

  /** None of {@code batch} yet. */
  public Diverged(MiniBatch batch) {
    this.batch = batch;
  }

  /**
   * Example {@code e} diverges.
   *
   * @param detail rule, name and value in words
   */
  public void add(int e, String detail) {
    if (!examples.get(e)) {
      examples.set(e);
      rejected.add(Rejected.of(Reason.DIVERGED, detail, batch.origin[e], batch.key[e]));
    }
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return rejected.isEmpty();
  }

  /** Takes them out of the batch; to be called once. */
  public List<Rejected> takeOut() {
    if (!rejected.isEmpty()) {
      batch.remove(examples);
    }
    return rejected;
  }
}
