// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.wire;

import java.util.Locale;

/**
 * The kinds of what is persisted, in state and on topics. Bytes name their kind by its letter, and
 * no class: classes may move. A letter is never changed, and never given to another kind.
 */
public enum FormatId {
  /** Batches that a worker has not pushed. */
  BATCH('B'),
  /** Pages, manifests and artifacts of a model, on its topic. */
  PUBLICATION('D'),
  /** How the rejected records of a while are judged. */
  REJECTION_WATCH('J'),
  /** Who writes a model topic, on that topic. */
  LEASE('L'),
  /** What the versions of a model are numbered by. */
  LEDGER('M'),
  /** Pushes of a round that is not closed. */
  OPEN_ROUND('O'),
  /** Pages of a model and of its optimizer's state. */
  PAGE('P'),
  /** What a codec has lost and has to add to the next push. */
  RESIDUAL('R'),
  /** What a server knows besides its pages. */
  SERVER('S'),
  /** The transactions of a sink. */
  WRITER('T'),
  /** How the losses of a while are judged. */
  DIVERGENCE_WATCH('V'),
  /** What workers have counted. */
  REPORT('W');

  private final char letter;

  FormatId(char letter) {
    this.letter = letter;
  }

  /** The letter by which bytes name it, from A to Z. */
  char letter() {
    return letter;
  }

  /** For people. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
