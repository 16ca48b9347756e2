// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.result;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.evaluation.Rejections;
import io.flinksgd.evaluation.Scores;
import io.flinksgd.evaluation.Traffic;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.kafka.sink.JsonSerialization;
import io.flinksgd.kafka.sink.KafkaTarget;
import io.flinksgd.kafka.sink.TopicSink;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.api.connector.sink2.Sink;
import org.apiguardian.api.API;

/**
 * Progress as JSON: {@code at} (milliseconds), {@code examples}, {@code records} (that came,
 * whatever became of them), {@code rejected} on their way or by the model, {@code windowRejected},
 * an object {@code rejectedBy} with a number for each reason, {@code steps}, {@code stalenessMax},
 * {@code stalenessMean}, {@code workers}, {@code diverged}, and two objects {@code total} and
 * {@code window} with {@code examples}, {@code logLoss}, {@code baseLogLoss}, {@code auc}, {@code
 * accuracy}, {@code calibration}, {@code baseRate}, {@code rmse}, {@code baseRmse} and {@code
 * meanAbsoluteError}; and two objects {@code gap} and {@code windowGap} on how far views were from
 * the model: {@code samples}, {@code exceeded} (above the policy's bound), {@code max}, {@code
 * rootMeanSquare}, {@code median}, {@code p99}, {@code bound}, {@code ratioMax} and {@code bHat};
 * and {@code traffic} with {@code pushedBytes}, {@code pulledBytes}, {@code bytesPerStep} and what
 * a codec lost of what it was given: {@code contraction}, {@code contractionMax}, {@code
 * contractionBound}. What is not defined, such as the AUC of one class or the bound of a policy
 * that has none, is null.
 *
 * <p>Methods are called on the thread that builds the job. Losses are in nats, errors in the unit
 * of labels, gaps and bounds Euclidean norms of parameters, {@code bHat} in gradient norms,
 * staleness in updates of one server.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class KafkaProgress {
  private KafkaProgress() {}

  /**
   * A sink that never holds up training: nothing waits for reports to be written, and those that
   * cannot be are kept, up to a thousand, and then dropped and counted (metric {@code
   * droppedReports}), the oldest first: later reports contain earlier ones. A report may stand
   * there twice, or as it was before a restore. A {@code target} with a guarantee waits.
   */
  public static Sink<Progress> sink(KafkaTarget target) {
    return topicSink(target);
  }

  static TopicSink<Progress> topicSink(KafkaTarget target) {
    return target.reports(serialization(target.topic()));
  }

  /** How records of {@code topic} are written. */
  @API(status = API.Status.INTERNAL)
  public static JsonSerialization<Progress> serialization(String topic) {
    return new JsonSerialization<>(topic, progress -> "", new Fields());
  }

  private static void write(Progress progress, JsonGenerator json) throws IOException {
    json.writeNumberField("at", progress.at());
    json.writeNumberField("examples", progress.examples());
    json.writeNumberField("records", progress.work().records());
    json.writeNumberField("rejected", progress.rejected());
    json.writeNumberField("windowRejected", progress.window().rejections().total());
    rejectedBy(progress.total().rejections(), json);
    json.writeNumberField("steps", progress.work().steps());
    json.writeNumberField("stalenessMax", progress.staleness().max());
    JsonSerialization.number(json, "stalenessMean", progress.staleness().mean());
    json.writeNumberField("workers", progress.work().workers());
    json.writeBooleanField("diverged", progress.diverged());
    scores("total", progress.total().scores(), json);
    scores("window", progress.window().scores(), json);
    gaps("gap", progress.total().gaps(), json);
    gaps("windowGap", progress.window().gaps(), json);
    traffic(progress.work().traffic(), json);
  }

  private static void rejectedBy(Rejections rejections, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("rejectedBy");
    for (Map.Entry<Reason, Long> reason : rejections.byReason().entrySet()) {
      json.writeNumberField(camelCase(reason.getKey().name()), reason.getValue());
    }
    json.writeEndObject();
  }

  /** {@code MISSING_LABEL} is {@code missingLabel}. */
  private static String camelCase(String name) {
    return Pattern.compile("_(.)")
        .matcher(name.toLowerCase(Locale.ROOT))
        .replaceAll(after -> after.group(1).toUpperCase(Locale.ROOT));
  }

  private static void traffic(Traffic traffic, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("traffic");
    json.writeNumberField("pushedBytes", traffic.pushedBytes());
    json.writeNumberField("pulledBytes", traffic.pulledBytes());
    JsonSerialization.number(json, "bytesPerStep", traffic.bytesPerStep());
    JsonSerialization.number(json, "contraction", traffic.contraction());
    JsonSerialization.number(json, "contractionMax", traffic.contractionMax());
    JsonSerialization.number(json, "contractionBound", traffic.contractionBound());
    json.writeEndObject();
  }

  private static void gaps(String name, GapStatistics gaps, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("samples", gaps.samples());
    json.writeNumberField("exceeded", gaps.exceeded());
    JsonSerialization.number(json, "max", gaps.max());
    JsonSerialization.number(json, "rootMeanSquare", gaps.rootMeanSquare());
    JsonSerialization.number(json, "median", gaps.quantile(0.5));
    JsonSerialization.number(json, "p99", gaps.quantile(0.99));
    JsonSerialization.number(json, "bound", gaps.samples() == 0 ? Double.NaN : gaps.bound());
    JsonSerialization.number(json, "ratioMax", gaps.ratio());
    JsonSerialization.number(json, "bHat", gaps.bHat());
    json.writeEndObject();
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
    JsonSerialization.number(json, "baseRmse", scores.baseRmse());
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
