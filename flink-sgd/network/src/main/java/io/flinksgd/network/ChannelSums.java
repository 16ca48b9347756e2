// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.util.Arrays;

/** The sum of each channel over a batch: the gradient of a bias. */
final class ChannelSums implements Runnable {
  private final int channels;
  private final int plane;
  private final Tensor from;
  private final Tensor to;
  private final float[] values;
  private final float[] columns;
  private final float[] sums;

  ChannelSums(Shape shape, Tensor from, Tensor to) {
    this.channels = shape.channels();
    this.plane = shape.plane();
    this.from = from;
    this.to = to;
    this.values = new float[plane];
    this.columns = new float[plane];
    this.sums = new float[channels];
  }

  @Override
  public void run() {
    int batch = from.length() / (channels * plane);
    for (int c = 0; c < channels; c++) {
      Arrays.fill(columns, 0f);
      for (int n = 0; n < batch; n++) {
        from.get((n * channels + c) * plane, values, 0, plane);
        // sums by column, since the order of a single sum forbids vector instructions
        for (int k = 0; k < plane; k++) {
          columns[k] += values[k];
        }
      }
      double sum = 0;
      for (int k = 0; k < plane; k++) {
        sum += columns[k];
      }
      sums[c] = (float) sum;
    }
    to.put(0, sums, 0, channels);
  }
}
