// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.MixedFields;
import io.flinksgd.flink.option.Option;
import io.flinksgd.flink.option.OptionGroup;
import io.flinksgd.kafka.client.ClientProperties;
import io.flinksgd.kafka.scoring.LiveModel;
import io.flinksgd.kafka.scoring.MaxAge;
import io.flinksgd.kafka.sink.KafkaTarget;
import io.flinksgd.reader.ModelFit;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;

/** The options of WITH clauses that are not about training itself. */
final class TableOptions {
  /** What {@code ML_PREDICT} does before there is a first version. */
  enum FirstVersion {
    WAIT,
    NULL,
    FAIL
  }

  static final String IDENTIFIER = "flink-sgd";
  static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

  static final OptionGroup KAFKA = OptionGroup.titled("All of them");
  static final Option<Map<String, String>> PROPERTIES =
      KAFKA.map(
          "properties",
          "VALUE",
          "Properties of every Kafka client, as 'properties.NAME'; 'properties.bootstrap.servers'"
              + " is required.");
  static final Option<Map<String, String>> SECRET_PROPERTIES =
      KAFKA.map(
          "secret-properties",
          "VALUE",
          "The same, as 'secret-properties.NAME', under a name whose values Flink hides in"
              + " its errors, whatever the property is called.");
  static final Option<String> PROPERTIES_FILE =
      KAFKA.text(
          "properties-file",
          "FILE",
          null,
          "A file of such properties, read where the statement is planned.");

  static final OptionGroup TRAINING =
      OptionGroup.titled("Training table, 'connector' = 'flink-sgd'");
  static final Option<String> MODEL_TOPIC =
      TRAINING.text(
          "model.topic",
          "TOPIC",
          null,
          "Where the model is published. Required. Topics that are not named are not written.");
  static final Option<String> PREDICTIONS_TOPIC =
      TRAINING.text(
          "predictions.topic",
          "TOPIC",
          null,
          "Where the prediction for each row is written, made before learning from it.");
  static final Option<String> METRICS_TOPIC =
      TRAINING.text("metrics.topic", "TOPIC", null, "Where progress is written.");
  static final Option<String> REJECTED_TOPIC =
      TRAINING.text(
          "rejected.topic",
          "TOPIC",
          null,
          "Where rows that broke a rule are written, with the reason.");
  static final Option<Boolean> CREATE_TOPICS =
      TRAINING.flag(
          "create-topics",
          KafkaTarget.DEFAULT_CREATE,
          "Whether missing topics are created when the job starts; otherwise it fails.");
  static final Option<Boolean> TAKE_OVER =
      TRAINING.flag(
          "take-over",
          KafkaTarget.DEFAULT_TAKE_OVER,
          "Whether a job that starts takes the model topic from another job that still"
              + " writes it, which then fails; otherwise the new job is refused.");
  static final Option<String> LABEL_COLUMN =
      TRAINING.text(
          "label.column",
          "COLUMN",
          ExampleFields.standard().label(),
          "The truth to learn: numeric or BOOLEAN, with 'labels' also STRING. A row whose label is NULL"
              + " is rejected.");
  static final Option<String> WEIGHT_COLUMN =
      TRAINING.text(
          "weight.column",
          "COLUMN",
          null,
          "The row's importance: numeric; NULL counts as 1. Columns that no option names are"
              + " features.");
  static final Option<String> KEY_COLUMN =
      TRAINING.text(
          "key.column",
          "COLUMN",
          null,
          "The name of the row in predictions: STRING or an integer.");
  static final Option<String> TIME_COLUMN =
      TRAINING.text(
          "time.column",
          "COLUMN",
          null,
          "The event time: TIMESTAMP (of 'time-zone'), TIMESTAMP_LTZ, BIGINT (in 'time-unit') or"
              + " STRING (ISO 8601), from 1990 to 2099.");
  static final Option<Boolean> IGNORE_DELETES =
      TRAINING.flag(
          "ignore-deletes",
          false,
          "Whether a table of changes may be inserted: rows that are inserted and rows as they are"
              + " after an update are examples, deleted rows are left out and counted. Otherwise the"
              + " input must be append-only.");
  static final Option<Integer> PARALLELISM =
      TRAINING.number(
          "sink.parallelism", null, "Workers; by default the parallelism of their input.");

  static final OptionGroup PREDICTION = OptionGroup.titled("Model, 'provider' = 'flink-sgd'");
  static final Option<String> PUBLISHED =
      PREDICTION.text("model.topic", "TOPIC", null, "Where the model is published. Required.");
  static final Option<FirstVersion> FIRST_VERSION =
      PREDICTION.choice(
          "first-version",
          FirstVersion.class,
          FirstVersion.WAIT,
          "What happens to rows before a first version is published: they wait, get NULL, or fail"
              + " the query.");
  static final Option<Duration> FIRST_VERSION_TIMEOUT =
      PREDICTION.time(
          "first-version.timeout",
          LiveModel.FIRST_VERSION_TIMEOUT,
          "How long to wait for the topic and for the first version; then the query fails.");
  static final Option<MemorySize> MAX_MEMORY =
      PREDICTION.size(
          "max-memory",
          null,
          "Most memory for a version of the model, by default a third of the heap; while the next"
              + " one is read there may be two. A larger version is left out.");

  static final Option<Duration> MAX_AGE =
      PREDICTION.time(
          "max-age",
          null,
          "How long ago the newest version may have been published; by default there is no limit.");
  static final Option<MaxAge.OnStale> ON_STALE =
      PREDICTION.choice(
          "on-stale",
          MaxAge.OnStale.class,
          MaxAge.OnStale.FAIL,
          "What happens to rows when the newest version is older than max-age: they fail the query,"
              + " or their score is NULL.");

  static final Option<MixedFields.Policy> ON_MIXED_FIELDS =
      PREDICTION.choice(
          "on-mixed-fields",
          MixedFields.Policy.class,
          MixedFields.Policy.DEFAULT,
          "What happens to rows with a column that was a number in training and is a text,"
              + " or the reverse: they are scored, with one warning for each such column, or"
              + " their score is NULL.");

  static final Option<ModelFit.OnMisfit> ON_INCOMPATIBLE =
      PREDICTION.choice(
          "on-incompatible",
          ModelFit.OnMisfit.class,
          ModelFit.OnMisfit.DEFAULT,
          "What happens when a version comes that was trained on other columns than"
              + " INPUT's, or does not have the classes of OUTPUT: the version before it stays in"
              + " use, or the query fails and does not restart.");

  static final OptionGroup VERSIONS =
      OptionGroup.titled("Versions, 'connector' = 'flink-sgd-versions'");
  static final Option<String> VERSIONS_TOPIC =
      VERSIONS.text("model.topic", "TOPIC", null, "Where the model is published. Required.");
  static final Option<Boolean> VERSIONS_BOUNDED =
      VERSIONS.flag("bounded", false, "Stop where the topic ends when the query starts.");

  static final OptionGroup METRICS =
      OptionGroup.titled("Progress, 'connector' = 'flink-sgd-metrics'");
  static final Option<String> PROGRESS_TOPIC =
      METRICS.text("metrics.topic", "TOPIC", null, "Where progress is written. Required.");
  static final Option<Boolean> METRICS_BOUNDED =
      METRICS.flag("bounded", false, "Stop where the topic ends when the query starts.");

  /** In the order of the handbook. */
  static final List<OptionGroup> GROUPS = List.of(TRAINING, PREDICTION, VERSIONS, METRICS, KAFKA);

  private TableOptions() {}

  /** Flink's view of groups of options, without {@code required}. */
  static Set<ConfigOption<?>> optional(Option<?> required, OptionGroup... groups) {
    Set<ConfigOption<?>> all = new HashSet<>();
    for (OptionGroup group : groups) {
      group.options().forEach(option -> all.add(option.config()));
    }
    all.remove(required.config());
    return all;
  }

  /** The properties as they were given. */
  static Map<String, String> properties(ReadableConfig options) {
    Map<String, String> properties = new HashMap<>(fromFile(options));
    properties.putAll(PROPERTIES.in(options));
    properties.putAll(SECRET_PROPERTIES.in(options));
    try {
      ClientProperties.check(properties);
    } catch (IllegalArgumentException e) {
      throw new ValidationException(e.getMessage(), e);
    }
    return properties;
  }

  private static Map<String, String> fromFile(ReadableConfig options) {
    try {
      return ClientProperties.load(PROPERTIES_FILE.in(options));
    } catch (IllegalArgumentException e) {
      throw new ValidationException(e.getMessage(), e);
    }
  }

  /**
   * The properties of a Kafka client.
   *
   * @throws ValidationException if they do not say where Kafka is
   */
  static Properties client(ReadableConfig options) {
    Properties client = new Properties();
    client.putAll(properties(options));
    if (!client.containsKey(BOOTSTRAP_SERVERS)) {
      throw new ValidationException(
          "the Kafka cluster must be given: 'properties.bootstrap.servers' = 'HOST:PORT'");
    }
    return client;
  }
}
