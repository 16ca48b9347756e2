// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import java.io.Serializable;
import org.apiguardian.api.API;

/**
 * What one example is: {@code channels} planes of {@code height x width} numbers, in this order. A
 * vector has height and width 1. Rows stand one after the other in a plane: the number at channel
 * {@code c}, row {@code y}, column {@code x} is the {@code ((c height + y) width + x)}-th, from 0.
 * Immutable, of any thread.
 *
 * @param channels planes, {@code >= 1}
 * @param height rows of a plane, {@code >= 1}
 * @param width numbers in a row, {@code >= 1}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Shape(int channels, int height, int width) implements Serializable {
  private static final int LARGEST = 1 << 24;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is {@code < 1}, or their product above 2^24
   */
  public Shape {
    if (channels < 1
        || height < 1
        || width < 1
        || (long) channels * height > LARGEST
        || (long) channels * height * width > LARGEST) {
      throw new IllegalArgumentException(
          "shape must be of numbers >= 1 and their product at most %d: shape=%dx%dx%d"
              .formatted(LARGEST, channels, height, width));
    }
  }

  /** A vector of {@code length} numbers. */
  public static Shape vector(int length) {
    return new Shape(length, 1, 1);
  }

  /** Reads {@code "1x28x28"} or {@code "784"}. */
  static Shape parse(String name, String text) {
    String[] parts = text.split("x", -1);
    try {
      if (parts.length == 1) {
        return vector(Integer.parseInt(text));
      }
      if (parts.length == 3) {
        return new Shape(
            Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be whole numbers: " + name + "=" + text, e);
    }
    throw new IllegalArgumentException(
        name + " must be LENGTH or CHANNELSxHEIGHTxWIDTH: " + name + "=" + text);
  }

  /** Numbers in a plane. */
  int plane() {
    return height * width;
  }

  /** Numbers in all. */
  public int size() {
    return channels * height * width;
  }

  @Override
  public String toString() {
    return plane() == 1 ? Integer.toString(channels) : channels + "x" + height + "x" + width;
  }
}
