package io.flinksgd.kafka;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;

/**
 * Scores a stream with the newest version of a model, as {@code ML_PREDICT} does in SQL. Waits for
 * the first version when the topic has none, for at most a minute.
 *
 * <pre>{@code
 * requests.map(ScoreFunction.of("localhost:9092", "clicks-model", r -> Map.of("ad", r.ad())));
 * }</pre>
 */
public final class ScoreFunction<T, R> extends RichMapFunction<T, R>
    implements ResultTypeQueryable<R> {
  private static final long serialVersionUID = 1L;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The raw features of a value: numbers, texts, truth values, arrays and maps by name. */
  @FunctionalInterface
  public interface RawFeatures<T> extends Serializable {
    /** The features of {@code value}, in the order in which they were trained. */
    Map<String, ?> of(T value);
  }

  /** What is made of a value and its score. */
  @FunctionalInterface
  public interface Result<T, R> extends Serializable {
    /** A result; {@code version} is the model's that made {@code score}. */
    R of(T value, double score, long version);
  }

  private final Properties client;
  private final String topic;
  private final RawFeatures<T> features;
  private final Result<T, R> result;
  private final TypeInformation<R> type;
  private transient LiveModel live;

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
    this.client = client;
    this.topic = topic;
    this.features = features;
    this.result = result;
    this.type = type;
  }

  /** A function whose results are the scores. */
  public static <T> ScoreFunction<T, Double> of(
      String bootstrapServers, String topic, RawFeatures<T> features) {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", bootstrapServers);
    return new ScoreFunction<>(
        client, topic, features, (value, score, version) -> score, Types.DOUBLE);
  }

  @Override
  public void open(OpenContext context) throws Exception {
    live = LiveModel.follow(client, topic, ModelReader.defaultMaxBytes());
    live.awaitFirst(PATIENCE);
  }

  @Override
  public R map(T value) {
    PublishedModel model = live.current().orElseThrow();
    return result.of(value, model.score(features.of(value)), model.version());
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
