// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import io.flinksgd.argument.Nearest;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.flink.option.Option;
import io.flinksgd.flink.option.OptionGroup;
import io.flinksgd.flink.option.RecordOptions;
import io.flinksgd.flink.option.TrainingOptions;
import io.flinksgd.kafka.client.ClientProperties;
import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.kafka.format.ExampleFormat;
import io.flinksgd.kafka.sink.KafkaTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * The options of the training job. {@code --NAME VALUE} on the command line and {@code
 * flink-sgd.NAME: VALUE} in Flink's configuration mean the same; the command line wins.
 */
public final class JobOptions {
  /** What records are written in. */
  public enum Format {
    /** JSON objects. */
    JSON,
    /** Rows of CSV. */
    CSV,
    /** Lines of LIBSVM's format. */
    LIBSVM,
    /** Lines of Vowpal Wabbit's text format. */
    VW
  }

  /** Starts the keys in Flink's configuration. */
  static final String PREFIX = "flink-sgd.";

  private static final ExampleFields STANDARD = ExampleFields.standard();

  private static final OptionGroup KAFKA = OptionGroup.titled("Kafka");
  private static final OptionGroup JOB = OptionGroup.titled("Job");

  public static final Option<String> BOOTSTRAP_SERVERS =
      KAFKA.text("bootstrap-servers", "HOST:PORT,...", null, "The Kafka cluster. Required.");
  public static final Option<String> TOPIC =
      KAFKA.text("topic", "TOPIC", null, "Where examples are read. Required.");
  public static final Option<String> GROUP =
      KAFKA.text(
          "group",
          "ID",
          "flink-sgd",
          "Consumer group under which offsets are committed, for monitoring.");
  public static final Option<String> STARTING_OFFSETS =
      KAFKA.text(
          "starting-offsets",
          "OFFSETS",
          KafkaExamples.DEFAULT_START,
          "Where reading begins: earliest, latest, committed (by the group) or"
              + " timestamp:MILLISECONDS. A job that is restored goes on where it was.");
  public static final Option<Boolean> BOUNDED =
      KAFKA.flag("bounded", false, "Stop where the topic ends when the job starts.");
  public static final Option<Map<String, String>> STOPPING_OFFSETS =
      KAFKA.map(
          "stopping-offsets",
          "PARTITION=OFFSET",
          "Stop each partition before this offset; partitions without one are not read. In"
              + " Flink's configuration 0:1000,1:900.");
  public static final Option<Format> FORMAT =
      KAFKA.choice("format", Format.class, Format.JSON, "What records are written in.");
  public static final Option<String> COLUMNS =
      KAFKA.text(
          "columns",
          "NAME,...",
          null,
          "The columns of csv; by default those of the topic's header, with which one partition"
              + " begins.");
  public static final Option<String> CSV_SEPARATOR =
      KAFKA.text(
          "csv-separator",
          "CHARACTER",
          String.valueOf(ExampleFormat.Csv.DEFAULT_SEPARATOR),
          "The character between the cells of csv, or the word tab.");
  public static final Option<Integer> INDEX_BASE =
      KAFKA.number("index-base", 1, "The index of coordinate 0 in libsvm: 0 or 1.");
  public static final Option<String> LABEL_FIELD =
      KAFKA.text(
          "label-field",
          "FIELD",
          STANDARD.label(),
          "The truth to learn. A field of an object is OBJECT.FIELD, here and below.");
  public static final Option<String> WEIGHT_FIELD =
      KAFKA.text(
          "weight-field",
          "FIELD",
          null,
          "The example's importance; 1 without it. Fields that no option names are features.");
  public static final Option<String> TIME_FIELD =
      KAFKA.text(
          "time-field",
          "FIELD",
          null,
          "The event time, a number or ISO 8601, from 1990 to 2099; by default the record's"
              + " timestamp.");
  public static final Option<String> KEY_FIELD =
      KAFKA.text(
          "key-field", "FIELD", null, "The name of the example; by default the record's key.");
  public static final Option<String> DENSE_FIELD =
      KAFKA.text(
          "dense-field",
          "FIELD",
          STANDARD.features().dense(),
          "The array of numbers that a dense model learns from.");
  public static final Option<String> SPARSE_FIELD =
      KAFKA.text(
          "sparse-field",
          "FIELD",
          STANDARD.features().sparse(),
          "The object of numbers by coordinate that a sparse model learns from. To hashed"
              + " models these two are fields like others.");
  public static final Option<MemorySize> MAX_RECORD_BYTES =
      KAFKA.size(
          "max-record-bytes",
          new MemorySize(KafkaExamples.DEFAULT_MAX_BYTES),
          "Larger records are rejected unread.");
  public static final Option<String> MODEL_TOPIC =
      KAFKA.text(
          "model-topic",
          "TOPIC",
          null,
          "Where the model is published: one partition, compacted. Topics that are not named are"
              + " not written.");
  public static final Option<String> PREDICTIONS_TOPIC =
      KAFKA.text(
          "predictions-topic",
          "TOPIC",
          null,
          "Where the prediction for each example is written, made before learning from it.");
  public static final Option<String> METRICS_TOPIC =
      KAFKA.text("metrics-topic", "TOPIC", null, "Where progress is written.");
  public static final Option<String> REJECTED_TOPIC =
      KAFKA.text(
          "rejected-topic",
          "TOPIC",
          null,
          "Where examples that broke a rule are written, with the reason.");
  public static final Option<Boolean> CREATE_TOPICS =
      KAFKA.flag(
          "create-topics",
          KafkaTarget.DEFAULT_CREATE,
          "Whether missing topics are created when the job starts; otherwise it fails.");
  public static final Option<Boolean> TAKE_OVER =
      KAFKA.flag(
          "take-over",
          KafkaTarget.DEFAULT_TAKE_OVER,
          "Whether a job that starts takes the model topic from another job that still"
              + " writes it, which then fails; otherwise the new job is refused.");
  public static final Option<Map<String, String>> PROPERTY =
      KAFKA.map(
          "property",
          "KEY=VALUE",
          "A property of every Kafka client, such as security.protocol=SSL.");
  public static final Option<Map<String, String>> SECRET_PROPERTY =
      KAFKA.map(
          "secret-property",
          "KEY=VALUE",
          "The same, for Flink's configuration: Flink hides values under this name,"
              + " whatever the property is called.");
  public static final Option<String> PROPERTIES_FILE =
      KAFKA.text(
          "properties-file",
          "FILE",
          null,
          "A file of such properties, read where the job is submitted.");

  public static final Option<Integer> PARALLELISM =
      JOB.number("parallelism", null, "Workers; by default Flink's parallelism for the job.");
  public static final Option<Duration> CHECKPOINT_INTERVAL =
      JOB.time(
          "checkpoint-interval",
          null,
          "How often state is saved and a version of the model is published; by default"
              + " Flink's setting, else 10 s.");
  public static final Option<String> NAME =
      JOB.text("name", "TEXT", "flink-sgd", "The job's name in Flink.");

  static final List<OptionGroup> GROUPS =
      List.of(TrainingOptions.GROUP, RecordOptions.GROUP, KAFKA, JOB);

  private JobOptions() {}

  /** All options in the order of the help. */
  static List<Option<?>> all() {
    return GROUPS.stream().<Option<?>>flatMap(group -> group.options().stream()).toList();
  }

  /** What Flink's configuration says of the job, by the options' bare names. */
  static Configuration of(ReadableConfig flink) {
    Configuration options = new Configuration();
    flink
        .toMap()
        .forEach(
            (key, value) -> {
              if (key.startsWith(PREFIX)) {
                options.setString(key.substring(PREFIX.length()), value);
              }
            });
    return options;
  }

  /**
   * Refuses secrets in Flink's configuration where Flink, which hides values by the names of their
   * keys, would show them.
   *
   * @param flink Flink's configuration
   * @throws IllegalArgumentException with the key and without the value
   */
  static void refuseShown(ReadableConfig flink) {
    String map = PREFIX + PROPERTY.name();
    flink
        .toMap()
        .forEach(
            (key, value) -> {
              if (key.startsWith(map + ".")) {
                refuseShown(key, key.substring(map.length() + 1), value);
              }
            });
    if (flink.toMap().containsKey(map)) {
      PROPERTY.in(of(flink)).forEach((name, value) -> refuseShown(map, name, value));
    }
  }

  private static void refuseShown(String key, String name, String value) {
    boolean secret = ClientProperties.isSecret(name) || GlobalConfiguration.isSensitive(name);
    boolean reference = value.startsWith("${") && value.endsWith("}");
    if (secret && !reference && !GlobalConfiguration.isSensitive(key)) {
      throw new IllegalArgumentException(
          "%s must not be given by %s, whose value Flink shows: give it by %s%s.%s, in a properties-file, or as ${...} of a config provider"
              .formatted(name, key, PREFIX, SECRET_PROPERTY.name(), name));
    }
  }

  /**
   * Refuses names of no option.
   *
   * @throws IllegalArgumentException if there is one
   */
  static void refuseUnknown(ReadableConfig options) {
    TreeSet<String> unknown = new TreeSet<>();
    for (String name : options.toMap().keySet()) {
      if (!name.startsWith(PROPERTY.name() + ".")
          && !name.startsWith(SECRET_PROPERTY.name() + ".")
          && all().stream().noneMatch(option -> option.name().equals(name))) {
        unknown.add(PREFIX + name);
      }
    }
    if (!unknown.isEmpty()) {
      List<String> known = all().stream().map(option -> PREFIX + option.name()).toList();
      throw new IllegalArgumentException(
          "unknown options in Flink's configuration: "
              + unknown
              + Nearest.hint(unknown.first(), known));
    }
  }

  /**
   * The value of an option that has no default and must be given.
   *
   * @throws IllegalArgumentException if it is missing
   */
  static <T> T required(Option<T> option, ReadableConfig options) {
    T value = option.in(options);
    if (value == null) {
      throw new IllegalArgumentException(
          "%s must be given: --%s %s, or %s in Flink's configuration"
              .formatted(option.name(), option.name(), option.argument(), PREFIX + option.name()));
    }
    return value;
  }
}
