// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Example;
import io.flinksgd.example.Features;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.nio.ByteBuffer;

/** Makes examples of records that hold an image each. */
public final class ImageParser implements RecordParser {
  private final ImageFormat format;
  private final int maxBytes;
  private final float[] scale;

  /** Makes examples of images of {@code format}. */
  public ImageParser(ImageFormat format) {
    this(format, Integer.MAX_VALUE);
  }

  /** As above, of records of at most {@code maxBytes}: of at least as many as an image has. */
  public ImageParser(ImageFormat format, int maxBytes) {
    this.format = format;
    this.maxBytes = maxBytes;
    this.scale = format.scale();
  }

  @Override
  public Example parse(RawRecord record) throws Refusal {
    byte[] value = record.value();
    if (value == null) {
      throw new Refusal(Reason.TOMBSTONE, "record must have a value");
    }
    if (value.length > maxBytes) {
      throw ExampleParser.oversized(value.length, maxBytes);
    }
    if (value.length < ImageFormat.HEADER) {
      throw new Refusal(
          Reason.UNPARSABLE,
          "image must have at least " + ImageFormat.HEADER + " bytes: bytes=" + value.length);
    }
    ByteBuffer bytes = ByteBuffer.wrap(value);
    require("magic", ImageFormat.MAGIC, bytes.getShort(), Reason.UNPARSABLE);
    require("version", ImageFormat.VERSION, bytes.get(), Reason.UNPARSABLE);
    int label = Short.toUnsignedInt(bytes.getShort());
    require("channels", format.channels(), unsigned(bytes), Reason.WRONG_DIMENSION);
    require("height", format.height(), unsigned(bytes), Reason.WRONG_DIMENSION);
    require("width", format.width(), unsigned(bytes), Reason.WRONG_DIMENSION);
    require("pixels", format.pixels(), bytes.remaining(), Reason.WRONG_DIMENSION);
    float[] features = format.features(value, ImageFormat.HEADER, scale);
    return new Example(
        label,
        1f,
        new Features.Dense(features),
        record.timestamp() < 0 ? Example.NO_TIME : record.timestamp(),
        "",
        new Origin(record.topic(), record.partition(), record.offset()));
  }

  private static int unsigned(ByteBuffer bytes) {
    return Short.toUnsignedInt(bytes.getShort());
  }

  private static void require(String name, int expected, int found, Reason reason) throws Refusal {
    if (found != expected) {
      throw new Refusal(
          reason, name + " of an image must be " + expected + ": " + name + "=" + found);
    }
  }
}
