package io.flinksgd.worker;

import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.message.Coordinates;
import io.flinksgd.model.Layout;
import java.util.Arrays;

/**
 * The coordinates of a batch with those of each server next to each other, as messages want them,
 * and the way between this order and the batch's own.
 */
final class ByServer {
  private final Layout layout;
  private final boolean all;
  private final int[] firstCoordinate;
  private final int[] from;
  private int[] coordinate = new int[1024];

  /** The batch's number of each coordinate. */
  private int[] number = new int[1024];

  private boolean sameOrder;

  /**
   * For batches of models that are pulled as a whole ({@code all}), or of which a batch touches
   * some.
   */
  ByServer(Layout layout, boolean all) {
    this.layout = layout;
    this.all = all;
    this.from = new int[layout.servers() + 1];
    this.firstCoordinate = new int[layout.servers()];
    for (int s = 0; s < firstCoordinate.length; s++) {
      firstCoordinate[s] = layout.firstCoordinate(s);
    }
  }

  /** Takes up the coordinates of {@code batch}. */
  void begin(MiniBatch batch) {
    int servers = layout.servers();
    sameOrder = all || servers == 1;
    if (all) {
      System.arraycopy(firstCoordinate, 0, from, 0, servers);
      from[servers] = layout.dimension();
    } else if (servers == 1) {
      coordinate = batch.coordinate;
      from[1] = batch.distinct();
    } else {
      sort(batch.coordinate, batch.distinct());
    }
  }

  /** A counting sort. */
  private void sort(int[] distinct, int n) {
    if (number.length < n) {
      number = new int[Math.max(n, number.length * 2)];
      coordinate = new int[number.length];
    }
    Arrays.fill(from, 0);
    for (int k = 0; k < n; k++) {
      from[server(distinct[k]) + 1]++;
    }
    for (int s = 0; s < layout.servers(); s++) {
      from[s + 1] += from[s];
    }
    for (int k = 0; k < n; k++) {
      int at = from[server(distinct[k])]++;
      number[at] = k;
      coordinate[at] = distinct[k];
    }
    // each server's beginning has moved to its end, which is the next one's beginning
    System.arraycopy(from, 0, from, 1, layout.servers());
    from[0] = 0;
  }

  private int server(int coordinate) {
    int s = firstCoordinate.length - 1;
    while (coordinate < firstCoordinate[s]) {
      s--;
    }
    return s;
  }

  /** Number of coordinates. */
  int count() {
    return from[layout.servers()];
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

  /**
   * Copies the floats of {@code server}'s coordinates, {@code stride} each, to their places in the
   * batch's order.
   */
  void scatter(int server, float[] values, int at, int stride, float[] view) {
    int begin = from[server];
    int end = from[server + 1];
    if (sameOrder) {
      System.arraycopy(values, at, view, begin * stride, (end - begin) * stride);
      return;
    }
    int read = at;
    for (int k = begin; k < end; k++) {
      int to = number[k] * stride;
      for (int j = 0; j < stride; j++) {
        view[to + j] = values[read++];
      }
    }
  }

  /** Whether the batch's order is the servers', so that nothing has to be gathered. */
  boolean sameOrder() {
    return sameOrder;
  }

  /** Copies all floats from the batch's order to the servers'. */
  void gather(float[] change, int stride, float[] to) {
    int write = 0;
    for (int k = 0; k < count(); k++) {
      int read = number[k] * stride;
      for (int j = 0; j < stride; j++) {
        to[write++] = change[read + j];
      }
    }
  }
}
