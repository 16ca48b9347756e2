package io.flinksgd.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class TrainingOptionsTest {
  @Test
  void usageExample() {
    Configuration config =
        Configuration.fromMap(
            Map.of("flink-sgd.batch", "64", "flink-sgd.batch-timeout", "20 ms", "other", "x"));

    assertThat(TrainingOptions.BATCH.in(config)).isEqualTo(64);
    assertThat(TrainingOptions.BATCH_TIMEOUT.in(config)).isEqualTo(Duration.ofMillis(20));
    assertThat(TrainingOptions.PIPELINE_DEPTH.in(config)).isEqualTo(1);
    TrainingOptions.refuseUnknown(config);
  }

  @Test
  void namesAreUniqueAndEveryOptionIsDescribed() {
    assertThat(TrainingOptions.all()).extracting(Option::name).doesNotHaveDuplicates();
    assertThat(TrainingOptions.all())
        .allSatisfy(option -> assertThat(OptionTable.description(option)).endsWith("."));
  }

  @Test
  void aValueOfTheWrongTypeIsRefusedWithRuleNameAndValue() {
    assertThatThrownBy(() -> TrainingOptions.BATCH.in(config("batch", "many")))
        .hasMessage("batch must be a whole number: batch=many");
    assertThatThrownBy(() -> TrainingOptions.BATCH_TIMEOUT.in(config("batch-timeout", "soon")))
        .hasMessage("batch-timeout must be a duration such as 10ms or 5s: batch-timeout=soon");
    assertThatThrownBy(() -> TrainingOptions.BOUNDED.in(config("bounded", "perhaps")))
        .hasMessage("bounded must be true or false: bounded=perhaps");
    assertThatThrownBy(() -> TrainingOptions.PUSH_WEIGHT.in(config("push-weight", "half")))
        .hasMessage("push-weight must be parallel or single: push-weight=half");
  }

  @Test
  void anUnknownKeyIsRefusedByName() {
    assertThatThrownBy(() -> TrainingOptions.refuseUnknown(config("bacth", "64")))
        .hasMessage("unknown options in Flink's configuration: [flink-sgd.bacth]");
  }

  @Test
  void clientPropertiesMayStandUnderTheirOwnKeys() {
    Configuration config = config("property.security.protocol", "SSL");
    TrainingOptions.refuseUnknown(config);
    assertThat(TrainingOptions.PROPERTY.in(config)).containsEntry("security.protocol", "SSL");
  }

  @Test
  void anOptionWithoutDefaultMustBeGiven() {
    assertThatThrownBy(() -> TrainingOptions.TOPIC.requiredIn(new Configuration()))
        .hasMessage(
            "topic must be given: --topic TOPIC, or flink-sgd.topic in Flink's configuration");
  }

  private static Configuration config(String name, String value) {
    return Configuration.fromMap(Map.of("flink-sgd." + name, value));
  }
}
