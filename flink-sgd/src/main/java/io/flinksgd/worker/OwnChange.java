package io.flinksgd.worker;

import io.flinksgd.gradient.MiniBatch;
import java.util.Arrays;

/**
 * A worker's last change, by coordinate. It stands in a view for each change that a round lacked,
 * until the server's next answer, which has the true ones: worker-side prediction of the elastic
 * scheduler, variance-bounded.
 */
final class OwnChange {
  private final int stride;
  private final boolean all;
  private long[] order = {};
  private float[] change = {};
  private int count;

  /**
   * Nothing yet.
   *
   * @param stride floats of a change for each coordinate
   * @param all whether a change has every coordinate
   */
  OwnChange(int stride, boolean all) {
    this.stride = stride;
    this.all = all;
  }

  /** Takes a copy of the change that {@code batch} made, {@code factor} times. */
  void remember(MiniBatch batch, int coordinates, float[] made, float factor) {
    count = coordinates;
    if (change.length < count * stride) {
      change = new float[count * stride];
      order = new long[count];
    }
    for (int k = 0; k < count * stride; k++) {
      change[k] = made[k] * factor;
    }
    if (!all) {
      for (int k = 0; k < count; k++) {
        order[k] = (long) batch.coordinate[k] << Integer.SIZE | k;
      }
      Arrays.sort(order, 0, count);
    }
  }

  /** Adds the change {@code times} times to the coordinates that {@code view} has, too. */
  void addTo(float[] view, MiniBatch batch, int coordinates, float times) {
    for (int k = 0; k < (count == 0 ? 0 : coordinates); k++) {
      int found = all ? k : find(batch.coordinate[k]);
      for (int j = 0; found >= 0 && j < stride; j++) {
        view[k * stride + j] += times * change[found * stride + j];
      }
    }
  }

  private int find(int coordinate) {
    int at = Arrays.binarySearch(order, 0, count, (long) coordinate << Integer.SIZE);
    int first = at >= 0 ? at : -at - 1;
    return first < count && order[first] >>> Integer.SIZE == coordinate ? (int) order[first] : -1;
  }
}
