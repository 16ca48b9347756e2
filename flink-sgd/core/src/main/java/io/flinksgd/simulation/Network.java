// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

/**
 * What lies between workers and servers. Channels are first in, first out, as TCP's: what follows a
 * lost message waits for it.
 *
 * @param delay of each message on its way, besides the time of its bytes; drawn for a channel
 * @param bytesPerSecond of each worker's and server's link, each way; infinite for no limit
 * @param loss part of the transmissions that are lost, in {@code [0, 1)}
 * @param retryNanos after which a lost one is sent again
 */
public record Network(TimeDistribution delay, double bytesPerSecond, double loss, long retryNanos) {

  /** Checks the numbers. */
  public Network {
    if (!(bytesPerSecond > 0)) {
      throw new IllegalArgumentException(
          "bandwidth must be > 0 bytes/s: bandwidth=" + bytesPerSecond);
    }
    if (!(loss >= 0 && loss < 1)) {
      throw new IllegalArgumentException("loss must be in [0, 1): loss=" + loss);
    }
  }

  /** Delays only. */
  public static Network of(TimeDistribution delay) {
    return new Network(delay, Double.POSITIVE_INFINITY, 0, 0);
  }

  /** How long a link is taken by so many bytes, in nanoseconds. */
  long transmission(int bytes) {
    return Math.round(bytes / bytesPerSecond * 1e9);
  }
}
