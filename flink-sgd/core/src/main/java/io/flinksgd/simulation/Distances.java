// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

/**
 * How far views were from the model when their pushes reached the servers, and how far the pushes
 * moved it, as norms over all servers; seen from outside of the protocol. Where pushes are applied
 * on arrival, this is their gap. Owned by the simulation's thread.
 */
final class Distances {
  private long samples;
  private double max;
  private double sumOfSquares;
  private double stepMax;

  void add(double distance, double step) {
    samples++;
    max = Math.max(max, distance);
    sumOfSquares += distance * distance;
    stepMax = Math.max(stepMax, step);
  }

  /** Pushes that have reached every server. */
  long samples() {
    return samples;
  }

  /** The largest distance. */
  double max() {
    return max;
  }

  /** Root of the mean squared distance; 0 without samples. */
  double rootMeanSquare() {
    return samples == 0 ? 0 : Math.sqrt(sumOfSquares / samples);
  }

  /** The furthest that one push has moved the model. */
  double stepMax() {
    return stepMax;
  }
}
