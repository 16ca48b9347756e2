package io.flinksgd.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** A row as JSON, for people who look for what was wrong with it. */
final class RowText {
  private static final JsonFactory JSON = new JsonFactory();

  private final RowType type;
  private final RowData.FieldGetter[] getters;

  RowText(RowType type) {
    this.type = type;
    this.getters = new RowData.FieldGetter[type.getFieldCount()];
    for (int i = 0; i < getters.length; i++) {
      getters[i] = RowData.createFieldGetter(type.getTypeAt(i), i);
    }
  }

  byte[] of(RowData row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (int i = 0; i < getters.length; i++) {
        json.writeFieldName(type.getFieldNames().get(i));
        write(getters[i].getFieldOrNull(row), type.getTypeAt(i), json);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(Object value, LogicalType type, JsonGenerator json) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (ColumnTypes.isNumber(type)) {
      double number = ((value instanceof Number n) ? n.doubleValue() : Double.NaN);
      if (Double.isFinite(number)) {
        json.writeNumber(value.toString());
      } else {
        json.writeString(value.toString());
      }
    } else {
      json.writeString(value.toString());
    }
  }
}
