package io.flinksgd.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class JobSettingsTest {
  private static JobSettings settings(String... pairs) {
    Configuration options =
        Configuration.fromMap(Map.of("bootstrap-servers", "kafka:9092", "topic", "clicks"));
    for (int i = 0; i < pairs.length; i += 2) {
      options.setString(pairs[i], pairs[i + 1]);
    }
    return JobSettings.from(options);
  }

  @Test
  void usageExample() {
    JobSettings settings = settings("optimizer", "ftrl:alpha=0.2", "checkpoint-interval", "5s");

    assertThat(settings.training().spec().optimizer().spec()).isEqualTo("ftrl:alpha=0.2");
    assertThat(settings.checkpointInterval()).contains(Duration.ofSeconds(5));
    assertThat(settings.kafka().topic()).isEqualTo("clicks");
    assertThat(settings.kafka().results().model()).isEmpty();
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
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
