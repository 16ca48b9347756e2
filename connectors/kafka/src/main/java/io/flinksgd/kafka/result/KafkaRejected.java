// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.result;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flinksgd.example.Rejected;
import io.flinksgd.kafka.sink.JsonSerialization;
import io.flinksgd.kafka.sink.KafkaTarget;
import io.flinksgd.kafka.sink.TopicSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apiguardian.api.API;

/**
 * Rejected examples as JSON: {@code reason}, {@code detail}, {@code topic}, {@code partition} and
 * {@code offset} of the record, by which it can be read again with its headers, and its first
 * {@link Rejected#RAW_LIMIT} bytes: {@code raw} as text where they are UTF-8, and {@code rawBase64}
 * where they are not. {@code rawBytes} says how many bytes the record has, and {@code rawCut} that
 * not all of them are here. What a model refuses has an empty {@code raw} and no {@code rawBytes}:
 * the example is all that the model knows of its record. The key is that of the record, where a
 * model refuses it what the example is called.
 *
 * <p>Methods are called on the thread that builds the job.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class KafkaRejected {
  private KafkaRejected() {}

  /** A sink, exactly once unless {@code target} says otherwise. */
  public static Sink<Rejected> sink(KafkaTarget target) {
    return topicSink(target);
  }

  static TopicSink<Rejected> topicSink(KafkaTarget target) {
    return target.sink(DeliveryGuarantee.EXACTLY_ONCE, serialization(target.topic()), false);
  }

  /** How records of {@code topic} are written. */
  @API(status = API.Status.INTERNAL)
  public static JsonSerialization<Rejected> serialization(String topic) {
    return new JsonSerialization<>(topic, new SourceKey(), new Fields());
  }

  private static void write(Rejected rejected, JsonGenerator json) throws IOException {
    json.writeStringField("reason", rejected.reason().name());
    json.writeStringField("detail", rejected.detail());
    json.writeStringField("topic", rejected.origin().source());
    json.writeNumberField("partition", rejected.origin().partition());
    json.writeNumberField("offset", rejected.origin().offset());
    if (rejected.rawBytes() >= 0) {
      json.writeNumberField("rawBytes", rejected.rawBytes());
      json.writeBooleanField("rawCut", rejected.rawBytes() > rejected.raw().length);
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(rejected.raw())).toString();
      json.writeStringField("raw", text);
    } catch (CharacterCodingException e) {
      json.writeBinaryField("rawBase64", rejected.raw());
    }
  }

  private record SourceKey() implements JsonSerialization.Key<Rejected> {
    private static final long serialVersionUID = 1L;

    @Override
    public String of(Rejected value) {
      return new String(value.key(), StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(Rejected value) {
      return value.key().length == 0 ? null : value.key();
    }
  }

  private record Fields() implements JsonSerialization.Fields<Rejected> {
    private static final long serialVersionUID = 1L;

    @Override
    public void write(Rejected value, JsonGenerator json) throws IOException {
      KafkaRejected.write(value, json);
    }
  }
}
