package io.flinksgd.jobs;

import io.flinksgd.TrainingSpec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.kafka.ExampleFields;
import io.flinksgd.model.FeatureHasher;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.model.Spec;
import io.flinksgd.optimizer.Optimizers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What the options say, checked.
 *
 * @param spec what to train and how
 * @param features how JSON fields become features; null when the model is not hashed
 * @param kafka where examples come from and results go
 * @param name the job's name
 * @param parallelism number of workers, when given
 * @param checkpointInterval when given
 */
record TrainingSettings(
    TrainingSpec spec,
    FeatureHasher features,
    Kafka kafka,
    String name,
    Optional<Integer> parallelism,
    Optional<Duration> checkpointInterval) {

  /** Topics that are not given are not written. */
  record Kafka(
      String bootstrapServers,
      String topic,
      String group,
      String startingOffsets,
      boolean bounded,
      Map<Integer, Long> stoppingOffsets,
      ExampleFields fields,
      int maxRecordBytes,
      Optional<String> modelTopic,
      Optional<String> predictionsTopic,
      Optional<String> metricsTopic,
      Optional<String> rejectedTopic,
      Map<String, String> properties) {
    /** Leaves the client properties out: they may hold secrets. */
    @Override
    public String toString() {
      return "Kafka[" + bootstrapServers + ", topic=" + topic + ", group=" + group + "]";
    }
  }

  /**
   * Reads and checks all options.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  static TrainingSettings from(ReadableConfig config) {
    TrainingOptions.refuseUnknown(config);
    Optional<Integer> parallelism = Optional.ofNullable(TrainingOptions.PARALLELISM.in(config));
    parallelism.ifPresent(p -> atLeastOne("parallelism", p));
    Optional<Duration> interval =
        Optional.ofNullable(TrainingOptions.CHECKPOINT_INTERVAL.in(config));
    interval.ifPresent(i -> atLeastOne("checkpoint-interval in ms", i.toMillis()));
    Model model = Models.parse(TrainingOptions.MODEL.in(config));
    FeatureHasher features = features(config, model);
    TrainingSpec spec = spec(config, model);
    spec.check();
    return new TrainingSettings(
        features == null ? spec : spec.describe("features", features.spec()),
        features,
        kafka(config),
        TrainingOptions.NAME.in(config),
        parallelism,
        interval);
  }

  /** Null when the model is not hashed. */
  private static FeatureHasher features(ReadableConfig config, Model model) {
    int bits = Spec.parse("model", model.spec()).whole("hashed", 0);
    String text = TrainingOptions.FEATURES.in(config);
    if (bits == 0) {
      if (text != null) {
        throw new IllegalArgumentException(
            "features must not be given with a model that is not hashed: features=" + text);
      }
      return null;
    }
    FeatureHasher features = text == null ? FeatureHasher.bits(bits) : FeatureHasher.parse(text);
    if (features.dimension() != 1 << bits) {
      throw new IllegalArgumentException(
          "features must have as many bits as the model: features=%s, model=%s"
              .formatted(features.spec(), model.spec()));
    }
    return features;
  }

  private static TrainingSpec spec(ReadableConfig config, Model model) {
    TrainingSpec spec =
        TrainingSpec.of(model)
            .optimizer(Optimizers.parse(TrainingOptions.OPTIMIZER.in(config)))
            .consistency(Consistency.parse(TrainingOptions.CONSISTENCY.in(config)))
            .batch(TrainingOptions.BATCH.in(config))
            .batchTimeout(TrainingOptions.BATCH_TIMEOUT.in(config))
            .pipelineDepth(TrainingOptions.PIPELINE_DEPTH.in(config))
            .localSteps(TrainingOptions.LOCAL_STEPS.in(config))
            .pushWeight(TrainingOptions.PUSH_WEIGHT.in(config))
            .pageSize(TrainingOptions.PAGE_SIZE.in(config))
            .cacheBytes(TrainingOptions.CACHE_MEMORY.in(config).getBytes())
            .progressInterval(TrainingOptions.PROGRESS_INTERVAL.in(config));
    Integer servers = TrainingOptions.SERVERS.in(config);
    return servers == null ? spec : spec.servers(servers);
  }

  private static Kafka kafka(ReadableConfig config) {
    long maxRecordBytes = TrainingOptions.MAX_RECORD_BYTES.in(config).getBytes();
    atLeastOne("max-record-bytes", maxRecordBytes);
    return new Kafka(
        TrainingOptions.BOOTSTRAP_SERVERS.requiredIn(config),
        TrainingOptions.TOPIC.requiredIn(config),
        TrainingOptions.GROUP.in(config),
        TrainingOptions.STARTING_OFFSETS.in(config),
        TrainingOptions.BOUNDED.in(config),
        stoppingOffsets(config),
        ExampleFields.standard()
            .withLabel(TrainingOptions.LABEL_FIELD.in(config))
            .withWeight(TrainingOptions.WEIGHT_FIELD.in(config))
            .withTime(TrainingOptions.TIME_FIELD.in(config))
            .withKey(TrainingOptions.KEY_FIELD.in(config)),
        (int) Math.min(maxRecordBytes, Integer.MAX_VALUE),
        Optional.ofNullable(TrainingOptions.MODEL_TOPIC.in(config)),
        Optional.ofNullable(TrainingOptions.PREDICTIONS_TOPIC.in(config)),
        Optional.ofNullable(TrainingOptions.METRICS_TOPIC.in(config)),
        Optional.ofNullable(TrainingOptions.REJECTED_TOPIC.in(config)),
        Map.copyOf(TrainingOptions.PROPERTY.in(config)));
  }

  private static Map<Integer, Long> stoppingOffsets(ReadableConfig config) {
    Map<String, String> given = TrainingOptions.STOPPING_OFFSETS.in(config);
    if (!given.isEmpty() && TrainingOptions.BOUNDED.in(config)) {
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

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be >= 1: " + name + "=" + value);
    }
  }
}
