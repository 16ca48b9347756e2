// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.util.Arrays;

/**
 * Batch norm, a channel at a time: {@code y = scale * z + shift}, {@code z = (x - mean) /
 * sqrt(variance + epsilon)}. With {@code m} numbers in a channel and {@code a = scale /
 * sqrt(variance + epsilon)}, the gradient is {@code dx = a * (dy - sum(dy) / m - z * sum(dy z) /
 * m)}.
 */
final class BatchNormNode implements Node {
  private static final float EPSILON = 1e-5f;

  private final Activation input;
  private final Activation output;
  private final Binding.Weight scale;
  private final Binding.Weight shift;
  private final Variables variables;
  private final int averageMean;
  private final int averageVariance;
  private final int channels;
  private final int plane;
  private final int batch;

  /** One channel of the whole batch. */
  private final float[] x;

  private final float[] dy;

  /** Sums by column, since the order of a single sum forbids vector instructions. */
  private final float[] sum;

  private final float[] sumOfProducts;

  private final float[] scales;
  private final float[] shifts;
  private final float[] mean;
  private final float[] inverse;

  BatchNormNode(Activation input, Binding binding) {
    this.input = input;
    channels = input.shape().channels();
    plane = input.shape().plane();
    batch = binding.batch();
    output = binding.activation(input.shape());
    scale = binding.weight(channels);
    shift = binding.weight(channels);
    variables = binding.variables();
    averageMean = binding.average(channels);
    averageVariance = binding.average(channels);
    x = new float[batch * plane];
    dy = new float[batch * plane];
    sum = new float[plane];
    sumOfProducts = new float[plane];
    scales = new float[channels];
    shifts = new float[channels];
    mean = new float[channels];
    inverse = new float[channels];
  }

  @Override
  public Activation output() {
    return output;
  }

  private void load(Tensor from, int channel, float[] to) {
    for (int n = 0; n < batch; n++) {
      from.get((n * channels + channel) * plane, to, n * plane, plane);
    }
  }

  private void store(float[] values, int channel, Tensor to) {
    for (int n = 0; n < batch; n++) {
      to.put((n * channels + channel) * plane, values, n * plane, plane);
    }
  }

  @Override
  public void forward(boolean training) {
    scale.value().get(0, scales, 0, channels);
    shift.value().get(0, shifts, 0, channels);
    for (int c = 0; c < channels; c++) {
      load(input.value(), c, x);
      if (training) {
        observe(c);
      } else {
        mean[c] = variables.averages()[averageMean + c];
        inverse[c] = inverse(variables.averages()[averageVariance + c]);
      }
      float factor = scales[c] * inverse[c];
      float summand = shifts[c] - mean[c] * factor;
      for (int k = 0; k < x.length; k++) {
        x[k] = x[k] * factor + summand;
      }
      store(x, c, output.value());
    }
  }

  private static float inverse(float variance) {
    return (float) (1 / Math.sqrt(Math.max(0, variance) + EPSILON));
  }

  /** Mean and variance of the channel, from differences to one of its numbers. */
  private void observe(int c) {
    float pivot = x[0];
    Arrays.fill(sum, 0f);
    Arrays.fill(sumOfProducts, 0f);
    for (int at = 0; at < x.length; at += plane) {
      for (int k = 0; k < plane; k++) {
        float d = x[at + k] - pivot;
        sum[k] += d;
        sumOfProducts[k] += d * d;
      }
    }
    int m = x.length;
    double difference = total(sum) / m;
    double variance = Math.max(0, total(sumOfProducts) / m - difference * difference);
    mean[c] = (float) (pivot + difference);
    inverse[c] = inverse((float) variance);
    variables.observed()[averageMean + c] = mean[c];
    // the average is to estimate the variance of what the batch was drawn from
    variables.observed()[averageVariance + c] = (float) (m > 1 ? variance * m / (m - 1) : variance);
  }

  private static double total(float[] columns) {
    double total = 0;
    for (float column : columns) {
      total += column;
    }
    return total;
  }

  @Override
  public void backward() {
    scale.value().get(0, scales, 0, channels);
    float[] scaleGradient = scales.clone();
    for (int c = 0; c < channels; c++) {
      load(input.value(), c, x);
      load(output.gradient(), c, dy);
      Arrays.fill(sum, 0f);
      Arrays.fill(sumOfProducts, 0f);
      float center = mean[c];
      for (int at = 0; at < x.length; at += plane) {
        for (int k = 0; k < plane; k++) {
          sum[k] += dy[at + k];
          sumOfProducts[k] += dy[at + k] * (x[at + k] - center);
        }
      }
      float sumDy = (float) total(sum);
      float sumDyZ = (float) total(sumOfProducts) * inverse[c];
      scaleGradient[c] = sumDyZ;
      shifts[c] = sumDy;
      if (input.gradient() == null) {
        continue;
      }
      int m = x.length;
      float a = scales[c] * inverse[c];
      float byX = -a * inverse[c] * sumDyZ / m;
      float summand = -a * sumDy / m - byX * center;
      for (int k = 0; k < m; k++) {
        x[k] = a * dy[k] + byX * x[k] + summand;
      }
      store(x, c, input.gradient());
    }
    scale.gradient().put(0, scaleGradient, 0, channels);
    shift.gradient().put(0, shifts, 0, channels);
  }
}
