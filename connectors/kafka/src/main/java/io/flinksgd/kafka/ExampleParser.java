package io.flinksgd.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.flinksgd.model.Example;
import io.flinksgd.model.Origin;
import io.flinksgd.model.Refusal;
import io.flinksgd.model.Rejected.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;

/** Makes examples of flat JSON objects. One parser serves one thread. */
final class ExampleParser implements RecordParser {
  /** Longest key of an example, in characters. */
  static final int MAX_KEY = 1024;

  private enum Role {
    LABEL,
    WEIGHT,
    DENSE,
    SPARSE,
    TIME,
    KEY
  }

  private final Map<String, Role> roles = new HashMap<>();
  private final ByPosition<Role> roleOf = new ByPosition<>(roles::get);
  private final EnumSet<Role> seen = EnumSet.noneOf(Role.class);
  private final String labelField;
  private final int maxBytes;
  private final FeatureRow row;
  private final PlainJson plain = new PlainJson();
  private final JsonRecords records = new JsonRecords();

  private float label;
  private float weight;
  private long time;
  private String key;

  ExampleParser(ExampleFields fields, FeatureRow row, int maxBytes) {
    this.row = row;
    this.maxBytes = maxBytes;
    this.labelField = fields.label();
    reserve(fields.label(), Role.LABEL);
    reserve(fields.weight(), Role.WEIGHT);
    reserve(fields.dense(), Role.DENSE);
    reserve(fields.sparse(), Role.SPARSE);
    reserve(fields.time(), Role.TIME);
    reserve(fields.key(), Role.KEY);
  }

  private void reserve(String name, Role role) {
    if (!name.isEmpty() && roles.put(name, role) != null) {
      throw new IllegalArgumentException("field must have one meaning: field=" + name);
    }
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
    String recordKey = recordKey(record.key());
    begin(record, recordKey);
    if (!(row instanceof PlainRow fields) || !parsePlain(value, fields)) {
      begin(record, recordKey);
      parse(value);
    }
    if (!seen.contains(Role.LABEL)) {
      throw new Refusal(Reason.MISSING_LABEL, "record must have the field '" + labelField + "'");
    }
    Origin origin = new Origin(record.topic(), record.partition(), record.offset());
    return new Example(label, weight, row.finish(), time, key, origin);
  }

  private void begin(RawRecord record, String recordKey) {
    seen.clear();
    weight = 1f;
    time = record.timestamp() < 0 ? Example.NO_TIME : record.timestamp();
    key = recordKey;
    roleOf.begin();
    row.begin();
  }

  /** Returns false if the record is not plain or breaks a rule: then it is for Jackson to say. */
  private boolean parsePlain(byte[] value, PlainRow row) {
    plain.begin(value);
    while (plain.next()) {
      String name = plain.name();
      Role role = roleOf.next(name);
      boolean taken =
          plain.kind() == PlainJson.Kind.NULL
              || (role == null ? row.field(name, plain) : seen.add(role) && reservedPlain(role));
      if (!taken) {
        return false;
      }
    }
    return plain.wasPlain();
  }

  private boolean reservedPlain(Role role) {
    switch (role) {
      case LABEL -> {
        label = plain.kind() == PlainJson.Kind.TRUE ? 1f : (float) plain.number();
        return plain.kind() != PlainJson.Kind.TEXT;
      }
      case WEIGHT -> {
        weight = (float) plain.number();
        return plain.isNumber() && weight >= 0;
      }
      case TIME -> {
        time = plain.whole();
        return plain.kind() == PlainJson.Kind.WHOLE;
      }
      case KEY -> {
        key = plain.text();
        return key.length() <= MAX_KEY;
      }
      case DENSE, SPARSE -> {
        return false;
      }
    }
    throw new AssertionError("a role must be known: role=" + role);
  }

  private void parse(byte[] value) throws Refusal {
    boolean ended = false;
    try {
      parseObject(records.begin(value));
      ended = records.ended();
      if (!ended) {
        throw new Refusal(Reason.UNPARSABLE, "record must be one object: more follows it");
      }
    } catch (JsonProcessingException e) {
      throw new Refusal(Reason.UNPARSABLE, "record must be JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new Refusal(Reason.UNPARSABLE, "record must be JSON: " + e.getMessage());
    } finally {
      if (!ended) {
        records.abandon();
      }
    }
  }

  private void parseObject(JsonParser json) throws IOException, Refusal {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new Refusal(
          Reason.UNPARSABLE, "record must be an object: token=" + json.currentToken());
    }
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      Role role = roleOf.next(name);
      if (token == JsonToken.VALUE_NULL) {
        continue; // Null means absent.
      }
      if (role == null) {
        row.field(name, json);
      } else {
        if (!seen.add(role)) {
          throw new Refusal(Reason.UNPARSABLE, "field must not occur twice: field=" + name);
        }
        reserved(role, name, json);
      }
    }
  }

  private void reserved(Role role, String name, JsonParser json) throws IOException, Refusal {
    switch (role) {
      case LABEL -> label = label(name, json);
      case WEIGHT -> weight = weight(name, json);
      case DENSE -> row.dense(name, json);
      case SPARSE -> row.sparse(name, json);
      case TIME -> time = time(name, json);
      case KEY -> key = key(name, json);
    }
  }

  private static float label(String name, JsonParser json) throws IOException, Refusal {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> 1f;
      case VALUE_FALSE -> 0f;
      default -> JsonNumbers.finite(name, json);
    };
  }

  private static float weight(String name, JsonParser json) throws IOException, Refusal {
    float weight = JsonNumbers.finite(name, json);
    if (weight < 0) {
      throw new Refusal(Reason.NOT_FINITE, name + " must be >= 0: " + name + "=" + weight);
    }
    return weight;
  }

  private static long time(String name, JsonParser json) throws IOException, Refusal {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return json.getLongValue();
    }
    if (json.currentToken() == JsonToken.VALUE_STRING && !JsonNumbers.isNonFiniteText(json)) {
      try {
        return OffsetDateTime.parse(json.getText()).toInstant().toEpochMilli();
      } catch (DateTimeException | ArithmeticException e) {
        throw new Refusal(
            Reason.UNPARSABLE,
            name + " must be milliseconds or ISO 8601 with an offset: " + e.getMessage());
      }
    }
    return (long) JsonNumbers.finiteDouble(name, json);
  }

  private static String key(String name, JsonParser json) throws IOException, Refusal {
    if (!json.currentToken().isScalarValue()) {
      throw new Refusal(
          Reason.UNPARSABLE, name + " must be text or a number: token=" + json.currentToken());
    }
    return bounded(json.getText());
  }

  private static String recordKey(byte[] key) throws Refusal {
    return key == null ? "" : bounded(new String(key, StandardCharsets.UTF_8));
  }

  private static String bounded(String key) throws Refusal {
    if (key.length() > MAX_KEY) {
      throw new Refusal(
          Reason.OVERSIZED,
          "key must have at most " + MAX_KEY + " characters: length=" + key.length());
    }
    return key;
  }
}
