// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.optimizer;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;
import java.util.List;

/** How far a step on an example goes, see {@link MarginLoss#move}. */
final class Update {
  private static final String INVARIANT = "invariant";

  static final Argument<String> ARGUMENT =
      Argument.choice(
          "update",
          List.of(INVARIANT, "plain"),
          "invariant: a step does not go beyond the label, however high the rate is and however"
              + " much an example weighs. plain: a step is the rate times the gradient.");

  private Update() {}

  static boolean isInvariant(ArgumentValues arguments) {
    return arguments.get(ARGUMENT).equals(INVARIANT);
  }
}
