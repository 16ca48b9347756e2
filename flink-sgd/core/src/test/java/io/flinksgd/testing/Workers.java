// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import java.util.Arrays;
import java.util.BitSet;

/** Sets of workers, as messages carry them. */
public final class Workers {
  private Workers() {}

  /** The set of these numbers. */
  public static BitSet workers(int... numbers) {
    BitSet workers = new BitSet();
    Arrays.stream(numbers).forEach(workers::set);
    return workers;
  }
}
