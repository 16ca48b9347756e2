// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.Fields;
import java.io.IOException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.util.Collector;

/** Records of which a schema of Flink makes values, as {@link ExampleFormat.Decoded} says. */
final class DecodedFormat<T> implements RecordFormat {
  private final DeserializationSchema<T> schema;
  private final ValueFields<T> fields;
  private final One<T> one = new One<>();

  /** Passes the fields of all records to {@code to}. */
  DecodedFormat(Fields to, ExampleFields names, ExampleFormat.Decoded<T> decoded) {
    this.schema = decoded.schema();
    this.fields = new ValueFields<>(decoded.fields(), names.time(), to);
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) throws Exception {
    schema.open(context);
  }

  @Override
  public boolean read(byte[] record) throws Refusal {
    one.begin();
    try {
      schema.deserialize(record, one);
    } catch (IOException | RuntimeException e) {
      throw ValueFields.refusal("record must be what the schema decodes", e);
    }
    if (one.count != 1) {
      throw new Refusal(
          Reason.UNPARSABLE, "schema must make one value of a record: values=" + one.count);
    }
    fields.tell(one.value);
    return true;
  }

  /** Keeps the first value. */
  private static final class One<T> implements Collector<T> {
    private T value;
    private int count;

    void begin() {
      value = null;
      count = 0;
    }

    @Override
    public void collect(T record) {
      if (count == 0) {
        value = record;
      }
      count++;
    }

    @Override
    public void close() {}
  }
}
