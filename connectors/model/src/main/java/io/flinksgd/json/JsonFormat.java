// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.Field;
import io.flinksgd.feature.Fields;
import io.flinksgd.feature.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Records that are JSON objects. */
public final class JsonFormat {
  private final PlainJson plain = new PlainJson();
  private final JsonRecords records = new JsonRecords();
  private final Fields to;
  private final ByPosition<Field> fieldOf;

  /** Passes the fields of all records to {@code to}. */
  public JsonFormat(Fields to) {
    this.to = to;
    this.fieldOf = new ByPosition<>(to::field);
  }

  /**
   * Passes on the fields of a record in their order, beginning with {@link Fields#begin}.
   *
   * @param record its bytes, which are not changed
   * @throws Refusal if it is no JSON object, or breaks a rule of the receiver
   */
  public void read(byte[] record) throws Refusal {
    if (!readPlain(record)) {
      readAny(record);
    }
  }

  /** The first byte after a byte-order mark, if there is one. */
  private static int behindMark(byte[] record) {
    return Lines.startsWithMark(record) ? Lines.MARK : 0;
  }

  private void begin() {
    fieldOf.begin();
    to.begin();
  }

  /** Returns false if the record is not plain; Jackson then reads it from its beginning. */
  private boolean readPlain(byte[] record) throws Refusal {
    begin();
    plain.begin(record, behindMark(record));
    while (plain.next()) {
      Field field = fieldOf.next(plain.name());
      if (!field.ignored()) {
        tell(field);
      }
    }
    return plain.wasPlain();
  }

  private void tell(Field field) throws Refusal {
    PlainJson.Kind kind = plain.kind();
    if (kind == PlainJson.Kind.TEXT) {
      to.text(field, plain.bytes(), plain.from(), plain.length());
    } else if (kind == PlainJson.Kind.WHOLE) {
      to.whole(field, plain.number(), plain.bytes(), plain.from(), plain.length());
    } else if (kind == PlainJson.Kind.DECIMAL) {
      to.number(field, plain.number());
    } else if (kind == PlainJson.Kind.NULL) {
      to.absent(field);
    } else {
      to.truth(field, kind == PlainJson.Kind.TRUE);
    }
  }

  private void readAny(byte[] record) throws Refusal {
    Encoding.refuseOthers(record, "JSON");
    int from = behindMark(record);
    if (isBlank(record, from)) {
      throw new Refusal(Reason.UNPARSABLE, "record must be JSON: it is empty");
    }
    Encoding.refuseMalformedJson(record, from);
    begin();
    boolean ended = false;
    try {
      readObject(records.begin(record, from));
      ended = records.ended();
      if (!ended) {
        throw new Refusal(Reason.UNPARSABLE, "record must be one object: more follows it");
      }
    } catch (JsonProcessingException e) {
      throw new Refusal(
          Reason.UNPARSABLE, "record must be JSON: " + JsonWords.of(e.getOriginalMessage()));
    } catch (IOException | IllegalStateException e) { // or names that are made to collide
      throw new Refusal(Reason.UNPARSABLE, "record must be JSON: " + JsonWords.of(e.getMessage()));
    } finally {
      if (!ended) {
        records.abandon();
      }
    }
  }

  private static boolean isBlank(byte[] record, int from) {
    for (int i = from; i < record.length; i++) {
      if (record[i] != ' ' && record[i] != '\t' && record[i] != '\n' && record[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private void readObject(JsonParser json) throws IOException, Refusal {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new Refusal(
          Reason.UNPARSABLE,
          "record must be an object: it is " + JsonWords.of(json.currentToken()));
    }
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      value(fieldOf.next(name), json);
    }
  }

  /** The parser stands at the value, and is left at its end. */
  private void value(Field field, JsonParser json) throws IOException, Refusal {
    if (field.ignored()) {
      json.skipChildren();
      return;
    }
    switch (json.currentToken()) {
      case VALUE_NULL -> to.absent(field);
      case VALUE_STRING ->
          to.text(field, json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
      case VALUE_TRUE, VALUE_FALSE -> to.truth(field, json.getBooleanValue());
      case VALUE_NUMBER_INT -> whole(field, json);
      case VALUE_NUMBER_FLOAT -> number(field, json);
      case START_OBJECT -> members(field, json);
      case START_ARRAY -> elements(field, json);
      default -> throw Values.not("a value", field, json.currentToken());
    }
  }

  private void whole(Field field, JsonParser json) throws IOException, Refusal {
    if (json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      to.whole(field, json.getLongValue());
    } else {
      byte[] digits = json.getText().getBytes(StandardCharsets.US_ASCII);
      to.whole(field, json.getDoubleValue(), digits, 0, digits.length);
    }
  }

  /** A number that overflows is reported as it is written. */
  private void number(Field field, JsonParser json) throws IOException, Refusal {
    double x = json.getDoubleValue();
    if (!Double.isFinite(x)) {
      throw Values.notFinite(field, json.getText());
    }
    to.number(field, x);
  }

  private void members(Field field, JsonParser json) throws IOException, Refusal {
    to.beginObject(field);
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      value(to.member(field, name), json);
    }
  }

  private void elements(Field field, JsonParser json) throws IOException, Refusal {
    Field element = to.beginArray(field);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      value(element, json);
    }
    to.endArray(element);
  }
}
