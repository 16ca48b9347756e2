// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.spec;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.Sgd;
import java.io.Serializable;
import java.util.Objects;
import org.apiguardian.api.API;

/**
 * What is learned, and by which method. Immutable, of any thread.
 *
 * @param model what is trained
 * @param optimizer how coordinates move
 * @param consistency how stale a view may be
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Learning(Model model, Optimizer optimizer, Consistency consistency)
    implements Serializable {
  /** The optimizer unless another is set. */
  public static final Optimizer DEFAULT_OPTIMIZER = Sgd.standard();

  /** The policy unless another is set. */
  public static final Consistency DEFAULT_CONSISTENCY = Consistency.asynchronous();

  /**
   * Refuses nulls.
   *
   * @throws NullPointerException with the name of what is null
   */
  public Learning {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(consistency, "consistency");
  }

  Learning(Model model) {
    this(model, DEFAULT_OPTIMIZER, DEFAULT_CONSISTENCY);
  }

  Learning model(Model value) {
    return new Learning(value, optimizer, consistency);
  }

  Learning optimizer(Optimizer value) {
    return new Learning(model, value, consistency);
  }

  Learning consistency(Consistency value) {
    return new Learning(model, optimizer, value);
  }
}
