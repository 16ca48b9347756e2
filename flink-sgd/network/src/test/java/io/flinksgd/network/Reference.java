// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.util.function.Consumer;

/**
 * A network in plain double precision, straight from the definitions of its layers: what the
 * product's fast one is compared with.
 */
final class Reference {
  private final double[] weights;
  private double[][] values;
  private int channels;
  private int height;
  private int width;
  private int next;

  Reference(double[] weights, float[][] examples, Shape shape) {
    this.weights = weights;
    values = new double[examples.length][];
    for (int n = 0; n < examples.length; n++) {
      values[n] = new double[examples[n].length];
      for (int k = 0; k < values[n].length; k++) {
        values[n][k] = examples[n][k];
      }
    }
    channels = shape.channels();
    height = shape.height();
    width = shape.width();
  }

  Reference convolution(int to, int kernel, int stride, int padding, boolean bias) {
    int first = next;
    next += to * channels * kernel * kernel;
    int biases = next;
    next += bias ? to : 0;
    int h = (height + 2 * padding - kernel) / stride + 1;
    int w = (width + 2 * padding - kernel) / stride + 1;
    for (int n = 0; n < values.length; n++) {
      double[] out = new double[to * h * w];
      for (int o = 0; o < to; o++) {
        for (int y = 0; y < h; y++) {
          for (int x = 0; x < w; x++) {
            double sum = bias ? weights[biases + o] : 0;
            for (int c = 0; c < channels; c++) {
              for (int ky = 0; ky < kernel; ky++) {
                for (int kx = 0; kx < kernel; kx++) {
                  int iy = y * stride + ky - padding;
                  int ix = x * stride + kx - padding;
                  if (iy >= 0 && iy < height && ix >= 0 && ix < width) {
                    sum +=
                        weights[first + ((o * channels + c) * kernel + ky) * kernel + kx]
                            * values[n][(c * height + iy) * width + ix];
                  }
                }
              }
            }
            out[(o * h + y) * w + x] = sum;
          }
        }
      }
      values[n] = out;
    }
    channels = to;
    height = h;
    width = w;
    return this;
  }

  Reference relu() {
    for (double[] example : values) {
      for (int k = 0; k < example.length; k++) {
        example[k] = Math.max(0, example[k]);
      }
    }
    return this;
  }

  Reference maxPool(int size) {
    int h = height / size;
    int w = width / size;
    for (int n = 0; n < values.length; n++) {
      double[] out = new double[channels * h * w];
      for (int k = 0; k < out.length; k++) {
        int c = k / (h * w);
        int y = k / w % h * size;
        int x = k % w * size;
        out[k] = Double.NEGATIVE_INFINITY;
        for (int p = 0; p < size * size; p++) {
          out[k] = Math.max(out[k], values[n][(c * height + y + p / size) * width + x + p % size]);
        }
      }
      values[n] = out;
    }
    height = h;
    width = w;
    return this;
  }

  Reference dense(int units) {
    int inputs = values[0].length;
    int biases = next + inputs * units;
    for (int n = 0; n < values.length; n++) {
      double[] out = new double[units];
      for (int u = 0; u < units; u++) {
        out[u] = weights[biases + u];
        for (int k = 0; k < inputs; k++) {
          out[u] += values[n][k] * weights[next + k * units + u];
        }
      }
      values[n] = out;
    }
    next = biases + units;
    vector(units);
    return this;
  }

  private void vector(int length) {
    channels = length;
    height = 1;
    width = 1;
  }

  Reference globalAverage() {
    int plane = height * width;
    for (int n = 0; n < values.length; n++) {
      double[] out = new double[channels];
      for (int k = 0; k < values[n].length; k++) {
        out[k / plane] += values[n][k] / plane;
      }
      values[n] = out;
    }
    vector(channels);
    return this;
  }

  Reference batchNorm() {
    int plane = height * width;
    int m = plane * values.length;
    for (int c = 0; c < channels; c++) {
      double mean = 0;
      double variance = 0;
      for (double[] example : values) {
        for (int k = c * plane; k < (c + 1) * plane; k++) {
          mean += example[k] / m;
        }
      }
      for (double[] example : values) {
        for (int k = c * plane; k < (c + 1) * plane; k++) {
          variance += (example[k] - mean) * (example[k] - mean) / m;
        }
      }
      for (double[] example : values) {
        for (int k = c * plane; k < (c + 1) * plane; k++) {
          example[k] =
              weights[next + c] * (example[k] - mean) / Math.sqrt(variance + 1e-5)
                  + weights[next + channels + c];
        }
      }
    }
    next += 2 * channels;
    return this;
  }

  Reference residual(Consumer<Reference> body) {
    double[][] before = new double[values.length][];
    for (int n = 0; n < before.length; n++) {
      before[n] = values[n].clone();
    }
    int h = height;
    int w = width;
    int from = channels;
    body.accept(this);
    int stride = h / height;
    for (int n = 0; n < before.length; n++) {
      for (int k = 0; k < from * height * width; k++) {
        int c = k / (height * width);
        int y = k / width % height;
        int x = k % width;
        values[n][k] += before[n][(c * h + y * stride) * w + x * stride];
      }
    }
    return this;
  }

  /** The mean of softmax cross-entropy, weighted. */
  double loss(float[] label, float[] weight) {
    double loss = 0;
    for (int n = 0; n < values.length; n++) {
      double sum = 0;
      for (double score : values[n]) {
        sum += Math.exp(score);
      }
      loss += weight[n] * (Math.log(sum) - values[n][(int) label[n]]) / values.length;
    }
    return loss;
  }
}
