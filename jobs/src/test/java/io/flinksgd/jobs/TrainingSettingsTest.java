package io.flinksgd.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class TrainingSettingsTest {
  private static TrainingSettings settings(String... pairs) {
    Configuration config =
        Configuration.fromMap(
            Map.of("flink-sgd.bootstrap-servers", "kafka:9092", "flink-sgd.topic", "clicks"));
    for (int i = 0; i < pairs.length; i += 2) {
      config.setString("flink-sgd." + pairs[i], pairs[i + 1]);
    }
    return TrainingSettings.from(config);
  }

  @Test
  void usageExample() {
    TrainingSettings settings =
        settings(
            "optimizer", "ftrl:alpha=0.2",
            "consistency", "bounded-delay:4",
            "features", "hash:bits=18,crosses=device*hour",
            "checkpoint-interval", "5s");

    assertThat(settings.spec().optimizer().spec()).isEqualTo("ftrl:alpha=0.2");
    assertThat(settings.spec().consistency().spec()).isEqualTo("bounded-delay:4");
    assertThat(settings.spec().description())
        .containsEntry("features", "hash:bits=18,crosses=device*hour");
    assertThat(settings.checkpointInterval()).contains(Duration.ofSeconds(5));
    assertThat(settings.kafka().modelTopic()).isEmpty();
  }

  @Test
  void byDefaultAllFieldsAreHashedToTheModelsCoordinates() {
    assertThat(settings("model", "logistic-regression:hashed=20").features().dimension())
        .isEqualTo(1 << 20);
  }

  @Test
  void featuresAndModelMustHaveTheSameBits() {
    assertThatThrownBy(() -> settings("features", "hash:bits=10"))
        .hasMessage(
            "features must have as many bits as the model: features=hash:bits=10,"
                + " model=logistic-regression:hashed=18");
  }

  @Test
  void aModelThatIsNotHashedHasNoHasher() {
    assertThat(settings("model", "linear-regression:dense=3").features()).isNull();
    assertThatThrownBy(
            () -> settings("model", "linear-regression:dense=3", "features", "hash:bits=18"))
        .hasMessageStartingWith("features must not be given with a model that is not hashed");
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    assertThatThrownBy(() -> settings("consistency", "synchronous", "pipeline-depth", "2"))
        .hasMessageStartingWith("pipelineDepth must be 1 with synchronous");
    assertThatThrownBy(() -> settings("bounded", "true", "stopping-offsets", "0:10"))
        .hasMessage("bounded must be false with stopping-offsets: bounded=true");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> settings("parallelism", "0"))
        .hasMessage("parallelism must be >= 1: parallelism=0");
    assertThatThrownBy(() -> settings("checkpoint-interval", "0s"))
        .hasMessage("checkpoint-interval in ms must be >= 1: checkpoint-interval in ms=0");
    assertThatThrownBy(() -> settings("stopping-offsets", "0:x"))
        .hasMessage("stopping-offsets must be two whole numbers: stopping-offsets=0=x");
  }

  @Test
  void secretsAreNotPartOfTheText() {
    assertThat(settings("property.sasl.jaas.config", "password=hunter2").toString())
        .doesNotContain("hunter2");
  }
}
