// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.result;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flinksgd.evaluation.PredictedExample;
import io.flinksgd.evaluation.Prediction;
import io.flinksgd.example.Example;
import io.flinksgd.kafka.sink.JsonSerialization;
import io.flinksgd.kafka.sink.KafkaTarget;
import io.flinksgd.kafka.sink.TopicSink;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apiguardian.api.API;

/**
 * Predictions as JSON: {@code key}, {@code score}, {@code label}, {@code weight}, {@code time}
 * (event time in milliseconds, or null), {@code topic}, {@code partition} and {@code offset} of the
 * example; of a model with more than two classes, or of a network, also {@code class}, the number
 * of the most probable one, and {@code probabilities}, one for each class, in order. The record's
 * key is the example's.
 *
 * <p>Methods are called on the thread that builds the job.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class KafkaPredictions {
  private KafkaPredictions() {}

  /** A sink, exactly once unless {@code target} says otherwise. */
  public static Sink<Prediction> sink(KafkaTarget target) {
    return topicSink(target);
  }

  static TopicSink<Prediction> topicSink(KafkaTarget target) {
    return target.sink(DeliveryGuarantee.EXACTLY_ONCE, serialization(target.topic()), false);
  }

  static JsonSerialization<Prediction> serialization(String topic) {
    return new JsonSerialization<>(topic, prediction -> prediction.example().key(), new Fields());
  }

  private static void write(Prediction prediction, JsonGenerator json) throws IOException {
    PredictedExample example = prediction.example();
    json.writeStringField("key", example.key());
    JsonSerialization.number(json, "score", prediction.score());
    JsonSerialization.number(json, "label", example.label());
    JsonSerialization.number(json, "weight", example.weight());
    if (example.eventTime() == Example.NO_TIME) {
      json.writeNullField("time");
    } else {
      json.writeNumberField("time", example.eventTime());
    }
    json.writeStringField("topic", example.origin().source());
    json.writeNumberField("partition", example.origin().partition());
    json.writeNumberField("offset", example.origin().offset());
    if (prediction.probabilities().length > 0) {
      writeClasses(prediction, json);
    }
  }

  private static void writeClasses(Prediction prediction, JsonGenerator json) throws IOException {
    if (Float.isFinite(prediction.score())) {
      json.writeNumberField("class", (int) prediction.score());
    } else {
      json.writeNullField("class");
    }
    json.writeArrayFieldStart("probabilities");
    for (float probability : prediction.probabilities()) {
      if (Float.isFinite(probability)) {
        json.writeNumber(probability);
      } else {
        json.writeNull();
      }
    }
    json.writeEndArray();
  }

  private record Fields() implements JsonSerialization.Fields<Prediction> {
    private static final long serialVersionUID = 1L;

    @Override
    public void write(Prediction value, JsonGenerator json) throws IOException {
      KafkaPredictions.write(value, json);
    }
  }
}
