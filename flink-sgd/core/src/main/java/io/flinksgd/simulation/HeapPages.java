// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.layout.Layout;
import io.flinksgd.model.Model;
import io.flinksgd.model.Model.Weights;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.server.InitialPages;
import io.flinksgd.server.Pages;

/** A server's pages on the heap. */
final class HeapPages implements Pages, Weights {
  private final Layout layout;
  private final Optimizer optimizer;
  private final InitialPages initial;
  private final float[][] pages;

  HeapPages(Layout layout, Model model, Optimizer optimizer) {
    this.layout = layout;
    this.optimizer = optimizer;
    this.initial = new InitialPages(layout, model, optimizer);
    this.pages = new float[layout.pages()][];
  }

  @Override
  public float[] read(int page) {
    float[] found = pages[page];
    if (found == null) {
      found = new float[layout.pageLength(page) * optimizer.stride()];
      var unused = initial.fill(page, found);
      pages[page] = found;
    }
    return found;
  }

  @Override
  public float[] write(int page) {
    return read(page);
  }

  @Override
  public float at(int coordinate) {
    int page = layout.page(coordinate);
    int offset = coordinate - page * layout.pageSize();
    return optimizer.weight(read(page), offset * optimizer.stride());
  }

  float[][] copy() {
    float[][] copy = new float[pages.length][];
    for (int p = 0; p < pages.length; p++) {
      copy[p] = pages[p] == null ? null : pages[p].clone();
    }
    return copy;
  }

  void restore(float[][] from) {
    for (int p = 0; p < pages.length; p++) {
      pages[p] = from[p] == null ? null : from[p].clone();
    }
  }
}
