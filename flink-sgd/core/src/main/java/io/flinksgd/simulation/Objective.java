// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.argument.Arguments;
import io.flinksgd.example.Example;
import io.flinksgd.model.Model;
import java.util.SplittableRandom;

/**
 * A problem whose solution is known: examples are drawn for it, and the expected loss of any
 * weights can be told. Features have norm one, so that the gradient of an example has at most
 * {@code sqrt(2)} times its slope. Immutable.
 *
 * <p>Text forms: {@code quadratic:32,condition=10,noise=0.5}, {@code logistic:32} and {@code
 * sparse:1000,active=8}; the first argument is the number of features.
 */
public sealed interface Objective permits Quadratic, Logistic {

  /** What is trained. */
  Model model();

  /** An independent example. */
  Example draw(SplittableRandom random);

  /** The loss that {@code weights}, one for each coordinate of the model, have. */
  double loss(float[] weights);

  /** The least loss that there is. */
  double optimum();

  /**
   * Reads a text form.
   *
   * @param seed what the solution is drawn from
   * @throws IllegalArgumentException with rule, name and value
   */
  static Objective parse(String text, long seed) {
    Arguments spec = Arguments.parse("objective", text).positional("features");
    SplittableRandom random = RandomStream.EXAMPLES.of(seed, -1);
    int features = spec.whole("features", spec.name().equals("sparse") ? 1000 : 32);
    if (features < 1 || features > 1 << 20) {
      throw new IllegalArgumentException("features must be in [1, 2^20]: features=" + features);
    }
    Objective objective =
        switch (spec.name()) {
          case "quadratic" ->
              new Quadratic(
                  features, spec.number("condition", 10), spec.number("noise", 0.5), random);
          case "logistic" -> Logistic.dense(features, random);
          case "sparse" -> Logistic.sparse(features, spec.whole("active", 8), random);
          default -> throw spec.unknown("quadratic", "logistic", "sparse");
        };
    spec.done();
    return objective;
  }
}
