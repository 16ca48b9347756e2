// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Example;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureRow;
import io.flinksgd.feature.SeenKinds;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.flink.api.common.serialization.DeserializationSchema;

/** Makes examples of records of fields, whatever their format. One parser serves one thread. */
public final class ExampleParser implements RecordParser {
  /** Most bytes of a record's key; none with more is taken. */
  public static final int KEY_BYTES = KeyField.LONGEST_BYTES;

  private final ExampleRow row;
  private final RecordFormat format;
  private final int maxBytes;

  ExampleParser(ExampleRow row, RecordFormat format, int maxBytes) {
    this.row = row;
    this.format = format;
    this.maxBytes = maxBytes;
  }

  /**
   * A parser of {@code format}, whose features are made by {@code mapping}.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  public static ExampleParser of(
      ExampleFormat format, ExampleFields fields, FeatureMapping mapping, int maxBytes) {
    ExampleFields names = RecordFormat.names(format, fields);
    ExampleRow row = new ExampleRow(names, RecordFormat.features(format, names, mapping));
    return new ExampleParser(row, RecordFormat.of(format, row, names, mapping), maxBytes);
  }

  /** A parser of JSON, of whose fields {@code features} makes features. */
  public static ExampleParser json(ExampleFields fields, FeatureRow features, int maxBytes) {
    ExampleRow row = new ExampleRow(fields, features);
    return new ExampleParser(row, RecordFormat.json(row), maxBytes);
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) throws Exception {
    format.open(context);
  }

  @Override
  public Example parse(RawRecord record) throws Refusal {
    byte[] value = record.value();
    if (value == null) {
      throw new Refusal(Reason.TOMBSTONE, "record must have a value");
    }
    if (value.length > maxBytes) {
      throw oversized(value.length, maxBytes);
    }
    String key = key(record.key());
    if (!format.read(value)) {
      return null;
    }
    return row.finish(
        key,
        record.timestamp() < 0 ? Example.NO_TIME : record.timestamp(),
        new Origin(record.topic(), record.partition(), record.offset()));
  }

  @Override
  public Optional<SeenKinds> seen() {
    return row.seen();
  }

  /** One byte too many may mean more bytes, which the source has left out. */
  static Refusal oversized(int bytes, int maxBytes) {
    return new Refusal(
        Reason.OVERSIZED,
        "record must have at most %d bytes: bytes=%d%s"
            .formatted(maxBytes, bytes, bytes == maxBytes + 1 ? " or more" : ""));
  }

  private static String key(byte[] key) throws Refusal {
    return key == null ? "" : KeyField.bounded(new String(key, StandardCharsets.UTF_8));
  }
}
