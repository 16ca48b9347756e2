// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import io.flinksgd.argument.Require;
import io.flinksgd.client.TopicName;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.flink.option.Option;
import io.flinksgd.flink.option.RecordOptions;
import io.flinksgd.flink.option.TrainingSettings;
import io.flinksgd.kafka.client.ClientProperties;
import io.flinksgd.kafka.format.ExampleFormat;
import io.flinksgd.kafka.result.KafkaResults;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What the options say, checked.
 *
 * @param training what to train and how
 * @param kafka where examples come from and results go
 * @param name the job's name
 * @param parallelism number of workers, when given
 * @param checkpointInterval when given
 */
record JobSettings(
    TrainingSettings training,
    Kafka kafka,
    String name,
    Optional<Integer> parallelism,
    Optional<Duration> checkpointInterval) {

  /** Flink's own limit. */
  private static final int MOST_PARALLEL = 1 << 15;

  /**
   * Where examples come from and results go.
   *
   * @param source the topic of examples
   * @param span which of its records are read
   * @param records how they are read
   * @param results where results go
   */
  record Kafka(Source source, Span span, Records records, KafkaResults results) {}

  /**
   * A topic of examples.
   *
   * @param properties of every client; they may hold secrets
   */
  record Source(
      String bootstrapServers, String topic, String group, Map<String, String> properties) {
    /** Leaves the client properties out. */
    @Override
    public String toString() {
      return "Source[" + bootstrapServers + ", topic=" + topic + ", group=" + group + "]";
    }
  }

  /**
   * Where reading begins and ends.
   *
   * @param bounded whether it ends where the topic ends when the job starts
   * @param stoppingOffsets where each partition ends; empty for nowhere
   */
  record Span(String startingOffsets, boolean bounded, Map<Integer, Long> stoppingOffsets) {}

  /**
   * How records are read.
   *
   * @param maxBytes of a record; a larger one is rejected
   */
  record Records(ExampleFormat format, ExampleFields fields, int maxBytes) {}

  /**
   * Reads and checks all options.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  static JobSettings from(ReadableConfig config) {
    JobOptions.refuseUnknown(config);
    Optional<Integer> parallelism = Optional.ofNullable(JobOptions.PARALLELISM.in(config));
    parallelism.ifPresent(
        p -> {
          Require.atLeast(1, "parallelism", p);
          if (p > MOST_PARALLEL) {
            throw new IllegalArgumentException(
                "parallelism must be <= %d: parallelism=%d".formatted(MOST_PARALLEL, p));
          }
        });
    Optional<Duration> interval = Optional.ofNullable(JobOptions.CHECKPOINT_INTERVAL.in(config));
    interval.ifPresent(i -> Require.atLeast(1, "checkpoint-interval", i));
    TrainingSettings training = TrainingSettings.from(config);
    Kafka kafka = kafka(config);
    ExampleFormat format = kafka.records().format();
    if (format instanceof ExampleFormat.Json || format instanceof ExampleFormat.Csv) {
      training.features().ifPresent(hasher -> refuseMeanings(hasher, kafka.records().fields()));
    }
    return new JobSettings(training, kafka, JobOptions.NAME.in(config), parallelism, interval);
  }

  private static Kafka kafka(ReadableConfig config) {
    long maxRecordBytes = JobOptions.MAX_RECORD_BYTES.in(config).getBytes();
    Require.atLeast(1, "max-record-bytes", maxRecordBytes);
    String bootstrapServers = JobOptions.required(JobOptions.BOOTSTRAP_SERVERS, config);
    Map<String, String> properties = ClientProperties.load(JobOptions.PROPERTIES_FILE.in(config));
    properties.putAll(JobOptions.PROPERTY.in(config));
    properties.putAll(JobOptions.SECRET_PROPERTY.in(config));
    String group = JobOptions.GROUP.in(config);
    if (group.isBlank()) {
      throw new IllegalArgumentException("group must not be empty: group=" + group);
    }
    ClientProperties.check(properties, bootstrapServers, group);
    checkTopics(config);
    Source source =
        new Source(
            bootstrapServers,
            JobOptions.required(JobOptions.TOPIC, config),
            group,
            Map.copyOf(properties));
    Span span =
        new Span(
            JobOptions.STARTING_OFFSETS.in(config),
            JobOptions.BOUNDED.in(config),
            stoppingOffsets(config));
    Records records =
        new Records(
            FormatOptions.format(config),
            fields(config),
            (int) Math.min(maxRecordBytes, Integer.MAX_VALUE));
    return new Kafka(
        source,
        span,
        records,
        new KafkaResults(
            bootstrapServers,
            properties,
            new KafkaResults.Topics(
                Optional.ofNullable(JobOptions.MODEL_TOPIC.in(config)),
                Optional.ofNullable(JobOptions.PREDICTIONS_TOPIC.in(config)),
                Optional.ofNullable(JobOptions.METRICS_TOPIC.in(config)),
                Optional.ofNullable(JobOptions.REJECTED_TOPIC.in(config))),
            JobOptions.TAKE_OVER.in(config),
            JobOptions.CREATE_TOPICS.in(config)));
  }

  /** A field that has a meaning of its own is no feature, whatever features say of it. */
  private static void refuseMeanings(FeatureHasher features, ExampleFields fields) {
    Map<String, String> meanings = new LinkedHashMap<>();
    meanings.put(JobOptions.LABEL_FIELD.name(), fields.label());
    meanings.put(JobOptions.WEIGHT_FIELD.name(), fields.weight());
    meanings.put(JobOptions.TIME_FIELD.name(), fields.time());
    meanings.put(JobOptions.KEY_FIELD.name(), fields.key());
    meanings.forEach(
        (option, field) -> {
          if (isFeature(features, field)) {
            throw new IllegalArgumentException(
                "features must not name a field with another meaning: features=%s, %s=%s"
                    .formatted(features.spec(), option, field));
          }
        });
  }

  private static boolean isFeature(FeatureHasher features, String field) {
    return features.isCategorical(field)
        || features.isMap(field)
        || features.crossed().contains(field);
  }

  private static void checkTopics(ReadableConfig config) {
    Map<String, String> named = new HashMap<>();
    for (Option<String> option :
        List.of(
            JobOptions.TOPIC,
            JobOptions.MODEL_TOPIC,
            JobOptions.PREDICTIONS_TOPIC,
            JobOptions.METRICS_TOPIC,
            JobOptions.REJECTED_TOPIC)) {
      String topic = option.in(config);
      if (topic != null) {
        TopicName.checked(option.name(), topic);
      }
      String before = topic == null ? null : named.putIfAbsent(topic, option.name());
      if (before != null) {
        throw new IllegalArgumentException(
            "topics must differ: %s=%s, %s=%s".formatted(before, topic, option.name(), topic));
      }
    }
  }

  private static ExampleFields fields(ReadableConfig config) {
    return ExampleFields.standard()
        .withLabel(JobOptions.LABEL_FIELD.in(config))
        .withWeight(named(JobOptions.WEIGHT_FIELD, config))
        .withTime(named(JobOptions.TIME_FIELD, config))
        .withKey(named(JobOptions.KEY_FIELD, config))
        .withDense(JobOptions.DENSE_FIELD.in(config))
        .withSparse(JobOptions.SPARSE_FIELD.in(config))
        .withLabels(RecordOptions.labels(config))
        .withTimes(RecordOptions.times(config));
  }

  private static String named(Option<String> field, ReadableConfig config) {
    String name = field.in(config);
    return name == null ? "" : name;
  }

  private static Map<Integer, Long> stoppingOffsets(ReadableConfig config) {
    Map<String, String> given = JobOptions.STOPPING_OFFSETS.in(config);
    if (!given.isEmpty() && JobOptions.BOUNDED.in(config)) {
      throw new IllegalArgumentException(
          "bounded must be false with stopping-offsets: bounded=true");
    }
    Map<Integer, Long> offsets = new HashMap<>();
    given.forEach(
        (partition, offset) -> {
          try {
            offsets.put(Integer.parseUnsignedInt(partition), Long.parseUnsignedLong(offset));
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                "stopping-offsets must be two whole numbers: stopping-offsets=%s=%s"
                    .formatted(partition, offset),
                e);
          }
        });
    return Map.copyOf(offsets);
  }
}
