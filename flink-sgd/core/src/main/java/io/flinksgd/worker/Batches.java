// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.example.Example;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.gradient.Numbering;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Gathers examples into batches, and keeps those that no step has begun with; batches are reused.
 */
final class Batches {
  private final TrainingSpec spec;
  private final Numbering numbering;
  private final Deque<MiniBatch> ready = new ArrayDeque<>();
  private final Deque<MiniBatch> spare = new ArrayDeque<>();
  private MiniBatch gathering;
  private boolean gatheringAtLastTick;

  /** Batches of a checkpoint that have not been given back. */
  private int restored;

  /** No example. */
  Batches(TrainingSpec spec, Numbering numbering) {
    this.spec = spec;
    this.numbering = numbering;
    gathering = new MiniBatch(spec.stepping().batch(), numbering);
  }

  /** Adds an example; returns whether the batch that is gathered is full. */
  boolean add(Example example) {
    spec.model().append(example, gathering);
    return gathering.size() >= spec.stepping().batch();
  }

  /** Closes the batch that is gathered, full or not; without examples there is none. */
  void close() {
    if (gathering.size() > 0) {
      ready.addLast(gathering);
      gathering =
          spare.isEmpty() ? new MiniBatch(spec.stepping().batch(), numbering) : spare.removeLast();
      gatheringAtLastTick = false;
    }
  }

  /** Whether the batch that is gathered has been since before the last tick. */
  boolean isOld() {
    return gathering.size() > 0 && gatheringAtLastTick;
  }

  /** A tick is over. */
  void ticked() {
    gatheringAtLastTick = gathering.size() > 0;
  }

  /** Takes a closed batch of a checkpoint. */
  void restore(MiniBatch batch) {
    ready.addLast(batch);
    restored++;
  }

  /** Batches that are closed. */
  int ready() {
    return ready.size();
  }

  /** Whether there is no example. */
  boolean isEmpty() {
    return ready.isEmpty() && gathering.size() == 0;
  }

  /** The oldest batch that is closed. */
  MiniBatch take() {
    return ready.removeFirst();
  }

  /** Takes back a batch that was learned from; a restored one cannot be filled again. */
  void giveBack(MiniBatch batch) {
    if (restored > 0) {
      restored--;
    } else {
      batch.clear();
      spare.addLast(batch);
    }
  }

  /** All that have examples, oldest first. */
  List<MiniBatch> all() {
    List<MiniBatch> all = new ArrayList<>(ready);
    if (gathering.size() > 0) {
      all.add(gathering);
    }
    return all;
  }
}
