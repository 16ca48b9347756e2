// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import io.flinksgd.argument.Catalogue;
import io.flinksgd.argument.Signature;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Optimizers by name: {@code sgd}, {@code momentum}, {@code nesterov}, {@code adam}, {@code
 * adagrad} and {@code ftrl}. {@link #signatures} says which arguments each has, and what they mean;
 * {@code sgd:rate=0.1,decay=power} is SGD at a rate that falls. May be called from any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Optimizers {
  private static final Catalogue<Optimizer> ALL =
      Catalogue.<Optimizer>of("optimizer")
          .add(Sgd.SIGNATURE, Sgd::of)
          .add(Momentum.PLAIN, Momentum::new)
          .add(Momentum.NESTEROV, Momentum::new)
          .add(Adam.SIGNATURE, Adam::new)
          .add(AdaGrad.SIGNATURE, AdaGrad::of)
          .add(FtrlProximal.SIGNATURE, FtrlProximal::new);

  private Optimizers() {}

  /**
   * Reads a text form.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  public static Optimizer parse(String text) {
    return ALL.parse(text);
  }

  /** What there is, each with its arguments. */
  public static List<Signature> signatures() {
    return ALL.signatures();
  }
}
