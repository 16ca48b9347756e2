package io.flinksgd.kafka;

import io.flinksgd.model.Example;
import io.flinksgd.model.FeatureRow;
import io.flinksgd.model.Origin;
import io.flinksgd.model.Refusal;
import io.flinksgd.model.Rejected.Reason;
import java.nio.charset.StandardCharsets;

/** Makes examples of records of fields, whatever their format. One parser serves one thread. */
final class ExampleParser implements RecordParser {
  private final ExampleRow row;
  private final RecordFormat format;
  private final int maxBytes;

  ExampleParser(ExampleRow row, RecordFormat format, int maxBytes) {
    this.row = row;
    this.format = format;
    this.maxBytes = maxBytes;
  }

  /** A parser of JSON. */
  static ExampleParser json(ExampleFields fields, FeatureRow features, int maxBytes) {
    ExampleRow row = new ExampleRow(fields, features);
    return new ExampleParser(row, new JsonFormat(row), maxBytes);
  }

  @Override
  public Example parse(RawRecord record) throws Refusal {
    byte[] value = record.value();
    if (value == null) {
      throw new Refusal(Reason.TOMBSTONE, "record must have a value");
    }
    if (value.length > maxBytes) {
      throw new Refusal(
          Reason.OVERSIZED,
          "record must have at most " + maxBytes + " bytes: bytes=" + value.length);
    }
    String key = key(record.key());
    format.read(value);
    return row.finish(
        key,
        record.timestamp() < 0 ? Example.NO_TIME : record.timestamp(),
        new Origin(record.topic(), record.partition(), record.offset()));
  }

  private static String key(byte[] key) throws Refusal {
    return key == null ? "" : KeyField.bounded(new String(key, StandardCharsets.UTF_8));
  }
}
