// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

/**
 * Adds the input to the body's output, in place; backward, the output's gradient to the input's.
 */
final class ResidualNode implements Node {
  private final Activation input;
  private final Activation output;
  private final Chain body;
  private final int stride;
  private final float[] large;
  private final float[] small;

  ResidualNode(Activation input, Chain body) {
    this.input = input;
    this.body = body;
    this.output = body.output();
    this.stride = input.shape().height() / output.shape().height();
    this.large = new float[input.shape().plane()];
    this.small = new float[output.shape().plane()];
  }

  @Override
  public Activation output() {
    return output;
  }

  @Override
  public void forward(boolean training) {
    body.forward(training);
    for (int n = 0; n < output.batch(); n++) {
      for (int c = 0; c < input.shape().channels(); c++) {
        int from = (n * input.shape().channels() + c) * large.length;
        int to = (n * output.shape().channels() + c) * small.length;
        input.value().get(from, large, 0, large.length);
        output.value().get(to, small, 0, small.length);
        if (stride == 1) {
          add(large, small);
        } else {
          thinOut();
        }
        output.value().put(to, small, 0, small.length);
      }
    }
  }

  private static void add(float[] values, float[] to) {
    for (int k = 0; k < to.length; k++) {
      to[k] += values[k];
    }
  }

  private void thinOut() {
    int width = output.shape().width();
    for (int y = 0; y < output.shape().height(); y++) {
      int row = y * stride * input.shape().width();
      for (int x = 0; x < width; x++) {
        small[y * width + x] += large[row + x * stride];
      }
    }
  }

  @Override
  public void backward() {
    body.backward();
    if (input.gradient() == null) {
      return;
    }
    for (int n = 0; n < output.batch(); n++) {
      for (int c = 0; c < input.shape().channels(); c++) {
        int to = (n * input.shape().channels() + c) * large.length;
        int from = (n * output.shape().channels() + c) * small.length;
        input.gradient().get(to, large, 0, large.length);
        output.gradient().get(from, small, 0, small.length);
        if (stride == 1) {
          add(small, large);
        } else {
          spread();
        }
        input.gradient().put(to, large, 0, large.length);
      }
    }
  }

  private void spread() {
    int width = output.shape().width();
    for (int y = 0; y < output.shape().height(); y++) {
      int row = y * stride * input.shape().width();
      for (int x = 0; x < width; x++) {
        large[row + x * stride] += small[y * width + x];
      }
    }
  }
}
