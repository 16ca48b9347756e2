// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes values as flat JSON objects. Numbers that are not finite become {@code null}. */
public final class JsonSerialization<T> implements TopicSerialization<T> {
  private static final long serialVersionUID = 1L;
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Writes the fields of a value. Implemented by classes and not by lambdas: a job jar that
   * relocates Jackson renames the types in a lambda's code, but not in its serialized form.
   */
  public interface Fields<T> extends Serializable {
    void write(T value, JsonGenerator json) throws IOException;
  }

  /** The record key of a value; empty for none. */
  public interface Key<T> extends Serializable {
    String of(T value);

    /** The same in bytes; null for none. */
    default byte[] bytes(T value) {
      String key = of(value);
      return key.isEmpty() ? null : key.getBytes(StandardCharsets.UTF_8);
    }
  }

  private final String topic;
  private final Key<T> key;
  private final Fields<T> fields;

  /** Of values with these fields, on {@code topic}. */
  public JsonSerialization(String topic, Key<T> key, Fields<T> fields) {
    this.topic = topic;
    this.key = key;
    this.fields = fields;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T value, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(topic, key.bytes(value), json(value));
  }

  /** The JSON object of {@code value}. */
  public byte[] json(T value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(value, json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes a number, or null if it is not finite. */
  public static void number(JsonGenerator json, String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }

  /** Writes a number, or null if it is not finite. */
  public static void number(JsonGenerator json, String name, float value) throws IOException {
    if (Float.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }
}
