package io.flinksgd.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.evaluation.Scores;
import java.io.IOException;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;

/**
 * Progress as JSON: {@code at} (milliseconds), {@code examples}, {@code rejected}, {@code steps},
 * {@code stalenessMax}, {@code stalenessMean}, {@code workers}, and two objects {@code total} and
 * {@code window} with {@code examples}, {@code logLoss}, {@code baseLogLoss}, {@code auc}, {@code
 * accuracy}, {@code calibration}, {@code baseRate}, {@code rmse} and {@code meanAbsoluteError}.
 * What is not defined, such as the AUC of one class, is null.
 */
public final class KafkaProgress {
  private KafkaProgress() {}

  /**
   * A sink, at least once unless {@code target} says otherwise: later reports contain earlier ones.
   */
  public static KafkaSink<Progress> sink(KafkaTarget target) {
    return target.sink(DeliveryGuarantee.AT_LEAST_ONCE, serialization(target.topic()));
  }

  static JsonSerialization<Progress> serialization(String topic) {
    return new JsonSerialization<>(topic, progress -> "", new Fields());
  }

  private static void write(Progress progress, JsonGenerator json) throws IOException {
    json.writeNumberField("at", progress.at());
    json.writeNumberField("examples", progress.examples());
    json.writeNumberField("rejected", progress.rejected());
    json.writeNumberField("steps", progress.steps());
    json.writeNumberField("stalenessMax", progress.stalenessMax());
    JsonSerialization.number(json, "stalenessMean", progress.stalenessMean());
    json.writeNumberField("workers", progress.workers());
    scores("total", progress.total(), json);
    scores("window", progress.window(), json);
  }

  private static void scores(String name, Scores scores, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("examples", scores.examples());
    JsonSerialization.number(json, "logLoss", scores.logLoss());
    JsonSerialization.number(json, "baseLogLoss", scores.baseLogLoss());
    JsonSerialization.number(json, "auc", scores.auc());
    JsonSerialization.number(json, "accuracy", scores.accuracy());
    JsonSerialization.number(json, "calibration", scores.calibration());
    JsonSerialization.number(json, "baseRate", scores.baseRate());
    JsonSerialization.number(json, "rmse", scores.rmse());
    JsonSerialization.number(json, "meanAbsoluteError", scores.meanAbsoluteError());
    json.writeEndObject();
  }

  private record Fields() implements JsonSerialization.Fields<Progress> {
    private static final long serialVersionUID = 1L;

    @Override
    public void write(Progress value, JsonGenerator json) throws IOException {
      KafkaProgress.write(value, json);
    }
  }
}
