package io.flinksgd.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.option.Option;
import io.flinksgd.option.TrainingOptions;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class JobOptionsTest {
  @Test
  void usageExample() {
    Configuration options =
        JobOptions.of(
            Configuration.fromMap(
                Map.of("flink-sgd.batch", "64", "flink-sgd.topic", "clicks", "other", "x")));

    assertThat(TrainingOptions.BATCH.in(options)).isEqualTo(64);
    assertThat(JobOptions.TOPIC.in(options)).isEqualTo("clicks");
    JobOptions.refuseUnknown(options);
  }

  @Test
  void namesAreUniqueAndEveryOptionIsDescribed() {
    assertThat(JobOptions.all()).extracting(Option::name).doesNotHaveDuplicates();
    assertThat(JobOptions.all()).extracting(Option::description).allMatch(d -> d.endsWith("."));
  }

  @Test
  void anUnknownKeyIsRefusedByName() {
    assertThatThrownBy(() -> JobOptions.refuseUnknown(options("bacth", "64")))
        .hasMessage("unknown options in Flink's configuration: [flink-sgd.bacth]");
  }

  @Test
  void clientPropertiesMayStandUnderTheirOwnKeys() {
    Configuration options = options("property.security.protocol", "SSL");
    JobOptions.refuseUnknown(options);
    assertThat(JobOptions.PROPERTY.in(options)).containsEntry("security.protocol", "SSL");
  }

  @Test
  void anOptionWithoutDefaultMustBeGiven() {
    assertThatThrownBy(() -> JobOptions.required(JobOptions.TOPIC, new Configuration()))
        .hasMessage(
            "topic must be given: --topic TOPIC, or flink-sgd.topic in Flink's configuration");
  }

  private static Configuration options(String name, String value) {
    return JobOptions.of(Configuration.fromMap(Map.of("flink-sgd." + name, value)));
  }
}
