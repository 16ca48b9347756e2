// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import java.io.Serializable;

/**
 * Which rows are read by whom.
 *
 * @param records rows in all
 * @param splits number of splits; each is given to the reader that asks next
 * @param chunk rows of a split that stand next to each other; 0 for every {@code splits}-th row
 * @param millis no split is given out later than this after the first
 */
record RowPlan(long records, int splits, int chunk, long millis) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Each of {@code readers} reads as many, row by row in turn. */
  static RowPlan evenly(long records, int readers) {
    return new RowPlan(records, readers, 0, Long.MAX_VALUE);
  }

  /** A reader that is faster reads more, as long as there is time. */
  static RowPlan during(long millis, int chunk) {
    return new RowPlan(Long.MAX_VALUE, Integer.MAX_VALUE, chunk, millis);
  }

  RowSplit split(int number) {
    return chunk == 0
        ? new RowSplit(number, number, records, splits)
        : new RowSplit(number, (long) number * chunk, (number + 1L) * chunk, 1);
  }
}
