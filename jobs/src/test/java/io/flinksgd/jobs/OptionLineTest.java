// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.flink.option.TrainingOptions;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class OptionLineTest {
  private static Configuration read(Configuration into, String... arguments) {
    CommandSpec command = CommandSpec.create();
    OptionLine.addTo(command);
    OptionLine.read(new CommandLine(command).parseArgs(arguments), into);
    return into;
  }

  @Test
  void theCommandLineWinsOverTheConfiguration() {
    Configuration config = Configuration.fromMap(Map.of("batch", "64", "topic", "clicks"));
    read(config, "--batch", "128");

    assertThat(TrainingOptions.BATCH.in(config)).isEqualTo(128);
    assertThat(JobOptions.TOPIC.in(config)).isEqualTo("clicks");
  }

  @Test
  void aSwitchNeedsNoValue() {
    assertThat(JobOptions.BOUNDED.in(read(new Configuration(), "--bounded"))).isTrue();
    assertThat(TrainingOptions.LOCAL_STEPS.in(read(new Configuration(), "--local-steps", "false")))
        .isFalse();
  }

  @Test
  void propertiesAddUpOverTheConfiguration() {
    Configuration config =
        Configuration.fromMap(Map.of("property", "security.protocol:SSL,client.id:theirs"));
    read(config, "--property", "client.id=mine", "--property", "sasl.jaas.config=a=b; c:d,e");

    assertThat(JobOptions.PROPERTY.in(config))
        .containsEntry("security.protocol", "SSL")
        .containsEntry("client.id", "mine")
        .containsEntry("sasl.jaas.config", "a=b; c:d,e");
  }

  @Test
  void anUnknownOptionIsRefusedByName() {
    assertThatThrownBy(() -> read(new Configuration(), "--bacth", "64"))
        .hasMessageContaining("--bacth");
  }
}
