// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.util.Arrays;

/**
 * The gradient of a convolution's weights without that of its input, which nobody needs at the
 * first layer and which is half of {@code conv2d_bp}. The patches of all images become the rows of
 * one matrix, a row of ones below them, and one product with the output's gradient gives weights
 * and bias.
 */
final class WeightGradient implements Runnable {
  private final Convolution layer;
  private final Shape in;
  private final Shape out;
  private final int batch;
  private final Activation input;
  private final Activation output;
  private final Binding.Weight weight;
  private final Binding.Weight bias;

  /** {@code [input channels * kernel * kernel + 1, batch * plane]}. */
  private final Tensor patches;

  /** {@code [channels, batch * plane]}. */
  private final Tensor slopes;

  /** {@code [channels, input channels * kernel * kernel + 1]}. */
  private final Tensor sums;

  private final Operation product;
  private final float[] plane;
  private final float[] image;
  private final float[] row;

  WeightGradient(
      Convolution layer,
      Activation input,
      Activation output,
      Binding.Weight weight,
      Binding.Weight bias,
      Binding binding) {
    this.layer = layer;
    this.in = input.shape();
    this.out = output.shape();
    this.batch = binding.batch();
    this.input = input;
    this.output = output;
    this.weight = weight;
    this.bias = bias;
    int rows = in.channels() * layer.kernel() * layer.kernel() + 1;
    long columns = (long) batch * out.plane();
    patches = binding.scratch(rows, columns);
    slopes = binding.scratch(out.channels(), columns);
    sums = binding.scratch(out.channels(), rows);
    product = Operation.product(slopes, false, patches, true, sums);
    plane = new float[out.plane()];
    image = new float[in.plane()];
    row = new float[rows];
    float[] ones = new float[out.plane()];
    Arrays.fill(ones, 1f);
    for (int n = 0; n < batch; n++) {
      patches.put((int) ((rows - 1) * columns) + n * ones.length, ones, 0, ones.length);
    }
  }

  @Override
  public void run() {
    for (int n = 0; n < batch; n++) {
      for (int c = 0; c < out.channels(); c++) {
        output.gradient().get((n * out.channels() + c) * plane.length, plane, 0, plane.length);
        slopes.put((c * batch + n) * plane.length, plane, 0, plane.length);
      }
      for (int c = 0; c < in.channels(); c++) {
        input.value().get((n * in.channels() + c) * image.length, image, 0, image.length);
        patchesOf(n, c);
      }
    }
    product.execute();
    int weights = row.length - 1;
    for (int c = 0; c < out.channels(); c++) {
      sums.get(c * row.length, row, 0, row.length);
      weight.gradient().put(c * weights, row, 0, weights);
      if (bias != null) {
        bias.gradient().put(c, row, weights, 1);
      }
    }
  }

  private void patchesOf(int n, int channel) {
    int kernel = layer.kernel();
    for (int ky = 0; ky < kernel; ky++) {
      for (int kx = 0; kx < kernel; kx++) {
        shifted(ky - layer.padding(), kx - layer.padding());
        int row = (channel * kernel + ky) * kernel + kx;
        patches.put((row * batch + n) * plane.length, plane, 0, plane.length);
      }
    }
  }

  /** For each output, the input that one weight of the kernel meets; zero in the padding. */
  private void shifted(int dy, int dx) {
    int stride = layer.stride();
    for (int y = 0; y < out.height(); y++) {
      int from = (y * stride + dy) * in.width();
      int to = y * out.width();
      boolean inside = y * stride + dy >= 0 && y * stride + dy < in.height();
      if (inside && stride == 1 && dx >= 0 && dx + out.width() <= in.width()) {
        System.arraycopy(image, from + dx, plane, to, out.width());
        continue;
      }
      for (int x = 0; x < out.width(); x++) {
        int column = x * stride + dx;
        boolean within = inside && column >= 0 && column < in.width();
        plane[to + x] = within ? image[from + column] : 0f;
      }
    }
  }
}
