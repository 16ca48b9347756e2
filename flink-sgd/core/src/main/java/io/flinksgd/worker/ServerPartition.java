// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.layout.Coordinates;
import io.flinksgd.layout.Layout;
import java.util.Arrays;

/**
 * The coordinates of a batch, cut by server. A batch's coordinates ascend and a server holds a
 * range, so those of one server are neighbours, and so are their floats in view and push.
 */
final class ServerPartition {
  private final boolean all;
  private final int servers;
  private final int[] firstCoordinate;
  private final int[] from;
  private int[] coordinate = {};

  /**
   * For batches of models that are pulled as a whole ({@code all}), or of which a batch touches
   * some.
   */
  ServerPartition(Layout layout, boolean all) {
    this.all = all;
    this.servers = layout.servers();
    this.from = new int[servers + 1];
    this.firstCoordinate = new int[servers + 1];
    for (int s = 0; s <= servers; s++) {
      firstCoordinate[s] = layout.firstCoordinate(s);
    }
  }

  /** Numbers the coordinates of {@code batch} and takes them up. */
  void begin(MiniBatch batch) {
    batch.number();
    if (all) {
      System.arraycopy(firstCoordinate, 0, from, 0, servers + 1);
      return;
    }
    coordinate = batch.coordinate;
    int n = batch.distinct();
    for (int s = 1; s < servers; s++) {
      int found = Arrays.binarySearch(coordinate, from[s - 1], n, firstCoordinate[s]);
      from[s] = found < 0 ? -found - 1 : found;
    }
    from[servers] = n;
  }

  /** Number of coordinates. */
  int count() {
    return from[servers];
  }

  /** Where the coordinates of {@code server} begin; those of the next one begin where they end. */
  int from(int server) {
    return from[server];
  }

  /** The coordinates of {@code server}; borrowed until the next batch. */
  Coordinates of(int server) {
    int count = from[server + 1] - from[server];
    return all
        ? new Coordinates.Range(from[server], count)
        : new Coordinates.Listed(coordinate, from[server], count);
  }
}
