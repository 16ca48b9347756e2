// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.layout.Layout;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.publication.Cut;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import java.util.Optional;

/**
 * Turns the changed pages of one server into what is published of them at one cut. For one cut and
 * one thread.
 */
public final class CutBuilder {
  private final Cut.Id id;
  private final Layout layout;
  private final Optimizer optimizer;
  private PageSet pages = PageSet.EMPTY;
  private String broken;

  /** A cut without pages. */
  public CutBuilder(Cut.Id id, Layout layout, Optimizer optimizer) {
    this.id = id;
    this.layout = layout;
    this.optimizer = optimizer;
  }

  /**
   * The weights of a changed page, which take the place of those with fingerprint {@code previous}
   * (0: none). Empty if one of them is not finite: then the copy before stays the newest, and the
   * cut makes no version.
   *
   * @param number of the page
   * @param block the states of its coordinates, one stride after the other; may be longer
   */
  public Optional<Publication.Page> page(int number, float[] block, long previous) {
    float[] weights = new float[layout.pageLength(number)];
    int first = number * layout.pageSize();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = optimizer.weight(block, i * optimizer.stride());
      if (!Float.isFinite(weights[i])) {
        broken = "weight must be finite: coordinate=" + (first + i) + " weight=" + weights[i];
        return Optional.empty();
      }
    }
    Publication.Page page =
        new Publication.Page(id.lineage(), id.attempt(), id.cut(), number, first, weights);
    pages = pages.with(new PageSet(previous == 0 ? 1 : 0, page.fingerprint() ^ previous));
    return Optional.of(page);
  }

  /** What keeps a page from being published, if something does. */
  public Optional<String> broken() {
    return Optional.ofNullable(broken);
  }

  /** The cut, of a model that has learned from so many examples, with that loss. */
  public Cut done(long examples, ProgressiveLoss loss) {
    return new Cut(id, pages, new Learned(examples, loss), broken == null);
  }
}
