// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.MultisetType;
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
      write(row, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void write(RowData row, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < getters.length; i++) {
      json.writeFieldName(type.getFieldNames().get(i));
      write(getters[i].getFieldOrNull(row), type.getTypeAt(i), json);
    }
    json.writeEndObject();
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
    } else if (type instanceof ArrayType array) {
      json.writeStartArray();
      writeElements((ArrayData) value, array.getElementType(), json);
      json.writeEndArray();
    } else if (type instanceof MapType map) {
      writeEntries((MapData) value, map.getKeyType(), map.getValueType(), json);
    } else if (type instanceof MultisetType bag) {
      writeEntries((MapData) value, bag.getElementType(), new IntType(), json);
    } else if (type instanceof RowType row) {
      new RowText(row).write((RowData) value, json);
    } else {
      json.writeString(value.toString());
    }
  }

  private static void writeElements(ArrayData array, LogicalType type, JsonGenerator json)
      throws IOException {
    ArrayData.ElementGetter getter = ArrayData.createElementGetter(type);
    for (int i = 0; i < array.size(); i++) {
      write(getter.getElementOrNull(array, i), type, json);
    }
  }

  private static void writeEntries(
      MapData map, LogicalType keyType, LogicalType valueType, JsonGenerator json)
      throws IOException {
    ArrayData keys = map.keyArray();
    ArrayData values = map.valueArray();
    ArrayData.ElementGetter key = ArrayData.createElementGetter(keyType);
    ArrayData.ElementGetter value = ArrayData.createElementGetter(valueType);
    json.writeStartObject();
    for (int i = 0; i < map.size(); i++) {
      json.writeFieldName(String.valueOf(key.getElementOrNull(keys, i)));
      write(value.getElementOrNull(values, i), valueType, json);
    }
    json.writeEndObject();
  }
}
