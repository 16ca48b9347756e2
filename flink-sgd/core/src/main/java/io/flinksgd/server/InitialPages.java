// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.layout.Layout;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;

/** Pages with the weights that the model begins with. Immutable, of any thread. */
public final class InitialPages implements Pages.Start {
  private final Layout layout;
  private final Model model;
  private final Optimizer optimizer;

  /** Of {@code model}, in the states of {@code optimizer}. */
  public InitialPages(Layout layout, Model model, Optimizer optimizer) {
    this.layout = layout;
    this.model = model;
    this.optimizer = optimizer;
  }

  @Override
  public boolean fill(int page, float[] block) {
    float[] weights = new float[layout.pageLength(page)];
    model.initial(page * layout.pageSize(), weights);
    boolean any = false;
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] != 0) {
        optimizer.start(block, k * optimizer.stride(), weights[k]);
        any = true;
      }
    }
    return any;
  }
}
