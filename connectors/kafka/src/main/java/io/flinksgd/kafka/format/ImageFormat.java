// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Example;
import io.flinksgd.example.Refusal;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apiguardian.api.API;

/**
 * Images as records, all of one shape. A record is, big-endian: magic {@code 0x494D}, version 1
 * (one byte), label (two bytes, unsigned), channels, height, width (two bytes each), and a byte for
 * each pixel: channel by channel, row by row. Each pixel becomes the feature {@code (pixel / 255 -
 * mean) / deviation}. Immutable, of any thread.
 *
 * @param channels planes of an image
 * @param height rows of a plane
 * @param width pixels of a row
 * @param mean of the pixels that are to be expected, from 0 to 1
 * @param deviation of the same, {@code > 0}
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record ImageFormat(int channels, int height, int width, float mean, float deviation)
    implements Serializable {
  static final short MAGIC = 0x494D;
  static final byte VERSION = 1;
  static final int HEADER = 11;

  private static final int LARGEST_SIDE = 0xFFFF;
  private static final int MOST_PIXELS = 1 << 24;
  private static final float WHITE = 255f;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a side is not in [1, 65535], an image has more than 2^24
   *     pixels, or {@code deviation} is not {@code > 0}
   */
  public ImageFormat {
    side("channels", channels);
    side("height", height);
    side("width", width);
    if ((long) channels * height * width > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "image must have at most %d pixels: image=%dx%dx%d"
              .formatted(MOST_PIXELS, channels, height, width));
    }
    if (!(deviation > 0)) {
      throw new IllegalArgumentException("deviation must be > 0: deviation=" + deviation);
    }
  }

  private static void side(String name, int value) {
    if (value < 1 || value > LARGEST_SIDE) {
      throw new IllegalArgumentException(
          name + " must be in [1, " + LARGEST_SIDE + "]: " + name + "=" + value);
    }
  }

  /** Bytes of an image. */
  public int pixels() {
    return channels * height * width;
  }

  /** Bytes of a record. */
  public int recordBytes() {
    return HEADER + pixels();
  }

  /**
   * Writes a record.
   *
   * @param label the number of the class, from 0 to 65535; not checked
   * @param pixels {@link #pixels} bytes, unsigned: channel by channel, row by row
   * @throws IllegalArgumentException if there are more or fewer
   */
  public byte[] record(int label, byte[] pixels) {
    if (pixels.length != pixels()) {
      throw new IllegalArgumentException(
          "pixels must be " + pixels() + ": pixels=" + pixels.length);
    }
    return ByteBuffer.allocate(HEADER + pixels.length)
        .putShort(MAGIC)
        .put(VERSION)
        .putShort((short) label)
        .putShort((short) channels)
        .putShort((short) height)
        .putShort((short) width)
        .put(pixels)
        .array();
  }

  /** The feature that each value of a pixel becomes. */
  float[] scale() {
    float[] scale = new float[1 << Byte.SIZE];
    for (int pixel = 0; pixel < scale.length; pixel++) {
      scale[pixel] = (pixel / WHITE - mean) / deviation;
    }
    return scale;
  }

  /**
   * The example that a record is, without an origin.
   *
   * @throws Refusal with the rule that it breaks
   */
  public Example example(byte[] record) throws Refusal {
    return new ImageParser(this).parse(new RawRecord("", -1, -1, -1, null, record));
  }

  float[] features(byte[] bytes, int from, float[] scale) {
    float[] features = new float[pixels()];
    for (int k = 0; k < features.length; k++) {
      features[k] = scale[bytes[from + k] & 0xFF];
    }
    return features;
  }
}
