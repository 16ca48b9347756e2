package io.flinksgd.jobs;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.flinksgd.TrainingSpec.PushWeight;
import io.flinksgd.jobs.Option.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Every option of the training job. {@code --NAME VALUE} on the command line and {@code
 * flink-sgd.NAME: VALUE} in Flink's configuration mean the same; the command line wins.
 */
public final class TrainingOptions {
  private static final List<Option<?>> ALL = new ArrayList<>();

  public static final Option<String> MODEL =
      text(
          Group.TRAINING,
          "model",
          "NAME[:k=v,...]",
          "logistic-regression:hashed=18",
          "What is trained: logistic-regression or linear-regression, with hashed=BITS, dense=FEATURES or sparse=FEATURES.");
  public static final Option<String> FEATURES =
      text(
          Group.TRAINING,
          "features",
          "hash:k=v,...",
          null,
          "How the fields of a JSON record become coordinates of a hashed model: hash:bits=18 and"
              + " categorical=a|b, ignore=a|b, crosses=a*b|a*c. By default all fields, hashed.");
  public static final Option<String> OPTIMIZER =
      text(
          Group.TRAINING,
          "optimizer",
          "NAME[:k=v,...]",
          "sgd:rate=0.05",
          "How coordinates move under a gradient: sgd, adagrad or ftrl.");
  public static final Option<String> CONSISTENCY =
      text(
          Group.TRAINING,
          "consistency",
          "NAME[:ARG]",
          "asynchronous",
          "How stale a worker's view may be: synchronous, asynchronous or bounded-delay:TAU.");
  public static final Option<Integer> BATCH =
      number(Group.TRAINING, "batch", 256, "Examples in a mini-batch of one worker.");
  public static final Option<Duration> BATCH_TIMEOUT =
      time(
          Group.TRAINING,
          "batch-timeout",
          Duration.ofMillis(10),
          "A batch that is not full is closed at this age.");
  public static final Option<Integer> PIPELINE_DEPTH =
      number(
          Group.TRAINING,
          "pipeline-depth",
          1,
          "Steps that a worker may have under way; 2 hides the round trip.");
  public static final Option<Boolean> LOCAL_STEPS =
      flag(
          Group.TRAINING,
          "local-steps",
          true,
          "Step example by example on the worker's view; needs an additive optimizer.");
  public static final Option<PushWeight> PUSH_WEIGHT =
      choice(
          Group.TRAINING,
          "push-weight",
          PushWeight.class,
          PushWeight.PARALLEL,
          "How much of a worker's change the model takes: parallel is one part in the number of"
              + " active workers, single is all of it.");
  public static final Option<Integer> SERVERS =
      number(
          Group.TRAINING, "servers", null, "Parallelism of the servers; by default the job's own.");
  public static final Option<Integer> PAGE_SIZE =
      number(
          Group.TRAINING,
          "page-size",
          1024,
          "Coordinates in a page, the unit of state and of publishing; a power of two.");
  public static final Option<MemorySize> CACHE_MEMORY =
      size(
          Group.TRAINING,
          "cache-memory",
          MemorySize.ofMebiBytes(256),
          "Heap that one server subtask may fill with pages.");
  public static final Option<Duration> PROGRESS_INTERVAL =
      time(
          Group.TRAINING,
          "progress-interval",
          Duration.ofSeconds(1),
          "How often progress is reported.");

  public static final Option<String> BOOTSTRAP_SERVERS =
      text(Group.KAFKA, "bootstrap-servers", "HOST:PORT,...", null, "The Kafka cluster. Required.");
  public static final Option<String> TOPIC =
      text(Group.KAFKA, "topic", "TOPIC", null, "Where examples are read. Required.");
  public static final Option<String> GROUP =
      text(
          Group.KAFKA,
          "group",
          "ID",
          "flink-sgd",
          "Consumer group under which offsets are committed, for monitoring.");
  public static final Option<String> STARTING_OFFSETS =
      text(
          Group.KAFKA,
          "starting-offsets",
          "OFFSETS",
          "earliest",
          "Where reading begins: earliest, latest, committed (by the group) or"
              + " timestamp:MILLISECONDS. A job that is restored goes on where it was.");
  public static final Option<Boolean> BOUNDED =
      flag(
          Group.KAFKA,
          "bounded",
          false,
          "Stop at the offsets that are the end of the topic when the job starts.");
  public static final Option<Map<String, String>> STOPPING_OFFSETS =
      add(
          Group.KAFKA,
          named("stopping-offsets")
              .mapType()
              .defaultValue(Map.of())
              .withDescription(
                  "Stop each partition in front of this offset; partitions without one are not"
                      + " read."),
          "PARTITION=OFFSET",
          "PARTITION=OFFSET");
  public static final Option<String> LABEL_FIELD =
      text(Group.KAFKA, "label-field", "FIELD", "label", "The truth to learn, in a JSON record.");
  public static final Option<String> WEIGHT_FIELD =
      text(Group.KAFKA, "weight-field", "FIELD", "weight", "The example's importance; else 1.");
  public static final Option<String> TIME_FIELD =
      text(
          Group.KAFKA,
          "time-field",
          "FIELD",
          "time",
          "The event time, milliseconds or ISO 8601; else the record's timestamp.");
  public static final Option<String> KEY_FIELD =
      text(
          Group.KAFKA,
          "key-field",
          "FIELD",
          "key",
          "What the example is called; else the record's key.");
  public static final Option<MemorySize> MAX_RECORD_BYTES =
      size(
          Group.KAFKA,
          "max-record-bytes",
          MemorySize.ofMebiBytes(1),
          "Larger records are rejected unread.");
  public static final Option<String> MODEL_TOPIC =
      text(
          Group.KAFKA,
          "model-topic",
          "TOPIC",
          null,
          "Where the model is published: one partition, compacted. Result topics are created when"
              + " they are missing; those that are not named are not written.");
  public static final Option<String> PREDICTIONS_TOPIC =
      text(
          Group.KAFKA,
          "predictions-topic",
          "TOPIC",
          null,
          "Where the prediction for each example is written, made before learning from it.");
  public static final Option<String> METRICS_TOPIC =
      text(Group.KAFKA, "metrics-topic", "TOPIC", null, "Where progress is written.");
  public static final Option<String> REJECTED_TOPIC =
      text(
          Group.KAFKA,
          "rejected-topic",
          "TOPIC",
          null,
          "Where examples that broke a rule are written, with the reason.");
  public static final Option<Map<String, String>> PROPERTY =
      add(
          Group.KAFKA,
          named("property")
              .mapType()
              .defaultValue(Map.of())
              .withDescription("A property of every Kafka client, such as security.protocol=SSL."),
          "KEY=VALUE",
          "KEY=VALUE");

  public static final Option<Integer> PARALLELISM =
      number(
          Group.JOB, "parallelism", null, "Workers; by default Flink's parallelism for the job.");
  public static final Option<Duration> CHECKPOINT_INTERVAL =
      time(
          Group.JOB,
          "checkpoint-interval",
          null,
          "How often state is secured and a version of the model published; by default Flink's"
              + " setting, else 10 s.");
  public static final Option<String> NAME =
      text(Group.JOB, "name", "TEXT", "flink-sgd", "The job's name in Flink.");

  private TrainingOptions() {}

  /** All options in the order of the help. */
  static List<Option<?>> all() {
    return Collections.unmodifiableList(ALL);
  }

  /**
   * Refuses keys that begin as ours do but name no option.
   *
   * @throws IllegalArgumentException if there is one
   */
  static void refuseUnknown(ReadableConfig config) {
    TreeSet<String> unknown = new TreeSet<>();
    for (String key : config.toMap().keySet()) {
      if (key.startsWith(Option.PREFIX)
          && !key.startsWith(PROPERTY.key() + ".")
          && ALL.stream().noneMatch(option -> option.key().equals(key))) {
        unknown.add(key);
      }
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown options in Flink's configuration: " + unknown);
    }
  }

  private static Option<String> text(
      Group group, String name, String argument, String otherwise, String description) {
    return add(
        group, defaulted(named(name).stringType(), otherwise, description), argument, "a text");
  }

  private static Option<Integer> number(
      Group group, String name, Integer otherwise, String description) {
    return add(
        group, defaulted(named(name).intType(), otherwise, description), "N", "a whole number");
  }

  private static Option<Duration> time(
      Group group, String name, Duration otherwise, String description) {
    return add(
        group,
        defaulted(named(name).durationType(), otherwise, description),
        "TIME",
        "a duration such as 10ms or 5s");
  }

  private static Option<MemorySize> size(
      Group group, String name, MemorySize otherwise, String description) {
    return add(
        group,
        defaulted(named(name).memoryType(), otherwise, description),
        "SIZE",
        "a size such as 64kb or 256mb");
  }

  private static Option<Boolean> flag(
      Group group, String name, boolean otherwise, String description) {
    return add(
        group,
        defaulted(named(name).booleanType(), otherwise, description),
        "true|false",
        "true or false");
  }

  private static <E extends Enum<E>> Option<E> choice(
      Group group, String name, Class<E> type, E otherwise, String description) {
    List<String> names = new ArrayList<>();
    for (E value : type.getEnumConstants()) {
      names.add(value.name().toLowerCase(java.util.Locale.ROOT));
    }
    return add(
        group,
        defaulted(named(name).enumType(type), otherwise, description),
        String.join("|", names),
        String.join(" or ", names));
  }

  private static <T> ConfigOption<T> defaulted(
      org.apache.flink.configuration.ConfigOptions.TypedConfigOptionBuilder<T> builder,
      T otherwise,
      String description) {
    ConfigOption<T> option =
        otherwise == null ? builder.noDefaultValue() : builder.defaultValue(otherwise);
    return option.withDescription(description);
  }

  private static org.apache.flink.configuration.ConfigOptions.OptionBuilder named(String name) {
    return key(Option.PREFIX + name);
  }

  private static <T> Option<T> add(
      Group group, ConfigOption<T> config, String argument, String rule) {
    Option<T> option = new Option<>(group, config, argument, rule);
    ALL.add(option);
    return option;
  }
}
