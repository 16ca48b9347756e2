// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.scoring;

import io.flinksgd.feature.MixedFields;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.kafka.metric.KafkaMetrics;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.reader.ModelFit;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.PublishedModel;
import io.flinksgd.reader.SameShape;
import io.flinksgd.reader.Score;
import io.flinksgd.reader.ScoreFormat;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apiguardian.api.API;

/**
 * Scores a stream with the newest version of a model, as {@code ML_PREDICT} does in SQL. Waits for
 * the first version when the topic has none, for at most a minute.
 *
 * <p>A value that training would reject, or of which no features can be made because {@link
 * RawFeatures} throws, has a {@link Score} without a value that says why, is counted (metric {@code
 * prediction.unscorable}), and the job goes on.
 *
 * <pre>{@code
 * requests.map(ScoreFunction.of("localhost:9092", "clicks-model", r -> Map.of("ad", r.ad())));
 * }</pre>
 *
 * <p>Setters return a changed copy. Flink calls each parallel copy on its task's thread; what reads
 * the topic has a thread of its own.
 *
 * @param <T> the values
 * @param <R> the results
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ScoreFunction<T, R> extends RichMapFunction<T, R>
    implements ResultTypeQueryable<R> {
  private static final long serialVersionUID = 1L;

  /** Flink's type of the results of {@link #of}. */
  public static final TypeInformation<Score> SCORE = new WireType<>(Score.class, new ScoreFormat());

  /**
   * The raw features of a value: numbers, texts, truth values, arrays and maps by name. Called on
   * the task's thread.
   *
   * @param <T> the values
   */
  @FunctionalInterface
  public interface RawFeatures<T> extends Serializable {
    /** The features of {@code value}, in the order in which they were trained. */
    Map<String, ?> of(T value);
  }

  /**
   * What is made of a value and its score. Called on the task's thread.
   *
   * @param <T> the values
   * @param <R> the results
   */
  @FunctionalInterface
  public interface Result<T, R> extends Serializable {
    /** A result; {@code score} has no value if {@code value} could not be scored. */
    R of(T value, Score score);
  }

  /** What may score, and what may be scored. */
  private record Rules(
      MaxAge maxAge, MixedFields.Policy onMixedFields, ModelFit.OnMisfit onIncompatible)
      implements Serializable {
    private static final Rules DEFAULT =
        new Rules(MaxAge.NONE, MixedFields.Policy.DEFAULT, ModelFit.OnMisfit.DEFAULT);
  }

  private final Properties client;
  private final String topic;
  private final RawFeatures<T> features;
  private final Result<T, R> result;
  private final TypeInformation<R> type;
  private final Rules rules;
  private transient LiveModel live;

  /** That of the version that has scored last: the version itself would hold memory. */
  private transient Manifest last;

  private transient Optional<Map<String, String>> shape;
  private transient Counter unscorable;
  private transient Counter stale;
  private transient MixedFields mixed;

  /**
   * A function.
   *
   * @param client properties of the Kafka client; {@code bootstrap.servers} at least
   * @param topic where the model is published
   * @param type of the results
   */
  public ScoreFunction(
      Properties client,
      String topic,
      RawFeatures<T> features,
      Result<T, R> result,
      TypeInformation<R> type) {
    this(client, topic, features, result, type, Rules.DEFAULT);
  }

  private ScoreFunction(
      Properties client,
      String topic,
      RawFeatures<T> features,
      Result<T, R> result,
      TypeInformation<R> type,
      Rules rules) {
    this.client = client;
    this.topic = topic;
    this.features = features;
    this.result = result;
    this.type = type;
    this.rules = rules;
  }

  /** A function whose results are the scores. */
  public static <T> ScoreFunction<T, Score> of(
      String bootstrapServers, String topic, RawFeatures<T> features) {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", bootstrapServers);
    return new ScoreFunction<>(client, topic, features, (value, score) -> score, SCORE);
  }

  /**
   * The same function with a limit on the age of the version that scores. Values that have no score
   * because of it are counted, too (metric {@code prediction.stale}).
   */
  public ScoreFunction<T, R> maxAge(MaxAge limit) {
    return with(new Rules(limit, rules.onMixedFields, rules.onIncompatible));
  }

  /**
   * The same function with a rule for values of which a feature was a number in training and is a
   * text, or the reverse: they are scored and each such feature is warned of once, which is the
   * default, or they have no score. Both are counted (metric {@code prediction.mixedFields}).
   */
  public ScoreFunction<T, R> onMixedFields(MixedFields.Policy policy) {
    return with(new Rules(rules.maxAge, policy, rules.onIncompatible));
  }

  /**
   * The same function with a rule for versions that are made of other features than that in use,
   * because training has started again: the version before them stays in use, which is the default,
   * or the job fails. Both name the features; versions that are left out are counted (metric {@code
   * prediction.modelIncompatible}).
   */
  public ScoreFunction<T, R> onIncompatible(ModelFit.OnMisfit policy) {
    return with(new Rules(rules.maxAge, rules.onMixedFields, policy));
  }

  private ScoreFunction<T, R> with(Rules changed) {
    return new ScoreFunction<>(client, topic, features, result, type, changed);
  }

  @Override
  public void open(OpenContext context) throws Exception {
    MetricGroup group = getRuntimeContext().getMetricGroup().addGroup("prediction");
    unscorable = KafkaMetrics.UNSCORABLE.counter(group);
    stale = KafkaMetrics.STALE.counter(group);
    mixed = new MixedFields(rules.onMixedFields);
    Gauge<Long> count = mixed::count;
    KafkaMetrics.MIXED_FIELDS.gauge(group, count);
    shape = Optional.empty();
    ModelFit fit = rules.onIncompatible == ModelFit.OnMisfit.KEEP ? SameShape.RULE : ModelFit.ANY;
    live = LiveModel.follow(client, topic, ModelReader.defaultMaxBytes(), fit);
    live.report(group);
    live.awaitFirst(LiveModel.FIRST_VERSION_TIMEOUT);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // it is one object as long as the version is in use
  public R map(T value) {
    PublishedModel newest = live.current().orElseThrow();
    if (newest.manifest() != last) {
      requireFit(newest);
      last = newest.manifest();
    }
    PublishedModel model = newest.onMixedFields(mixed);
    Optional<String> tooOld = live.tooOld(model, rules.maxAge);
    if (tooOld.isPresent()) {
      stale.inc();
      return result.of(value, Score.refused(model.version(), tooOld.get()));
    }
    return result.of(value, score(model, value, features, unscorable));
  }

  private void requireFit(PublishedModel newest) {
    Optional<Map<String, String>> next = SameShape.of(newest);
    try {
      SameShape.check(shape, next);
    } catch (IllegalStateException e) {
      throw new SuppressRestartsException(e); // it would be the same again
    }
    shape = next;
  }

  /** What {@code model} says of {@code value}; counts it if that is nothing. */
  static <T> Score score(
      PublishedModel model, T value, RawFeatures<T> features, Counter unscorable) {
    Score score = predict(model, value, features);
    if (score.value().isEmpty()) {
      unscorable.inc();
    }
    return score;
  }

  private static <T> Score predict(PublishedModel model, T value, RawFeatures<T> features) {
    Map<String, ?> raw;
    try {
      raw = Objects.requireNonNull(features.of(value), "features");
    } catch (RuntimeException e) { // of a value that lacks something, as a name that is null
      return Score.refused(model.version(), "value must have features: " + e);
    }
    return model.predict(raw);
  }

  @Override
  public TypeInformation<R> getProducedType() {
    return type;
  }

  @Override
  public void close() {
    if (live != null) {
      live.close();
    }
  }
}
