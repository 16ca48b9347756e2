// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.kafka.format.ExampleFormat;
import io.flinksgd.testing.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    assertThat(settings.kafka().source().topic()).isEqualTo("clicks");
    assertThat(settings.kafka().results().topics().model()).isEmpty();
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    assertThatThrownBy(() -> settings("bounded", "true", "stopping-offsets", "0:10"))
        .hasMessage("bounded must be false with stopping-offsets: bounded=true");
  }

  @Test
  @Tag("case")
  void aTopicThatIsNamedTwiceIsRefused() {
    Case.equal(
        "kafka",
        "--topic clicks --predictions-topic clicks",
        "topics must differ: topic=clicks, predictions-topic=clicks",
        catchThrowable(() -> settings("predictions-topic", "clicks")).getMessage());
    assertThatThrownBy(() -> settings("model-topic", "m", "metrics-topic", "m"))
        .hasMessage("topics must differ: model-topic=m, metrics-topic=m");
  }

  private static void refused(String option, String value, String right) {
    Case.equal(
        "kafka",
        "--" + option + " " + value,
        right,
        catchThrowable(() -> settings(option, value)).getMessage());
  }

  @Test
  @Tag("case")
  void whatWouldMeanSomethingElseOrNothingIsRefused() {
    refused(
        "property.bootstrap.servers",
        "other:1",
        "property bootstrap.servers must not differ from bootstrap-servers, which sets it");
    refused(
        "property.group.id", "x", "property group.id must not differ from group, which sets it");
    refused(
        "secret-property.acks",
        "0",
        "acks must be all, or what is committed may be lost: property acks=0");
    refused("group", "", "group must not be empty: group=");
    refused(
        "features",
        "hash:bits=18,categorical=label",
        "features must not name a field with another meaning:"
            + " features=hash:bits=18,categorical=label, label-field=label");
    refused("optimizer", "sgd:rate=", "optimizer needs a number for 'rate': optimizer=sgd:rate=");
    refused("consistency", "bounded-delay", "tau must be given: consistency=bounded-delay");
    assertThat(settings("property.group.id", "flink-sgd").kafka().source().group())
        .isEqualTo("flink-sgd");
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
  void recordsAreJsonUnlessAnotherFormatIsGiven() {
    assertThat(settings().kafka().records().format()).isEqualTo(new ExampleFormat.Json());
    assertThat(settings("format", "vw").kafka().records().format())
        .isEqualTo(new ExampleFormat.Vw());
    assertThat(settings("format", "libsvm").kafka().records().format())
        .isEqualTo(new ExampleFormat.Libsvm(1));
    assertThat(settings("format", "libsvm", "index-base", "0").kafka().records().format())
        .isEqualTo(new ExampleFormat.Libsvm(0));
    assertThat(settings("format", "csv").kafka().records().format())
        .isEqualTo(ExampleFormat.Csv.of());
    assertThat(
            settings("format", "csv", "columns", "label, ad", "csv-separator", "tab")
                .kafka()
                .records()
                .format())
        .isEqualTo(new ExampleFormat.Csv(List.of("label", "ad"), '\t'));
  }

  @Test
  void optionsThatAFormatDoesNotHaveAreRefused() {
    assertThatThrownBy(() -> settings("format", "xml"))
        .hasMessageContaining("json or csv or libsvm or vw");
    assertThatThrownBy(() -> settings("columns", "label,ad"))
        .hasMessage("columns must not be given with this format: columns=label,ad, format=json");
    assertThatThrownBy(() -> settings("format", "vw", "index-base", "0"))
        .hasMessage("index-base must not be given with this format: index-base=0, format=vw");
    assertThatThrownBy(() -> settings("format", "vw", "label-field", "clicked"))
        .hasMessage(
            "label-field must not be given with this format: label-field=clicked, format=vw");
    assertThatThrownBy(() -> settings("format", "csv", "csv-separator", "||"))
        .hasMessage("csv-separator must be one character or tab: csv-separator=||");
    assertThatThrownBy(() -> settings("format", "csv", "csv-separator", "7"))
        .hasMessageContaining("csv-separator must not be a quote");
    assertThatThrownBy(() -> settings("format", "libsvm", "index-base", "2"))
        .hasMessage("index-base must be 0 or 1: index-base=2");
  }

  @Test
  void secretsAreNotPartOfTheText() {
    assertThat(settings("property.sasl.jaas.config", "password=hunter2").toString())
        .doesNotContain("hunter2");
  }

  @Test
  void propertiesComeFromAFileAndTheCommandLineWins(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(directory.resolve("kafka"), "ssl.key.password=hunter2\nclient.id=file\n");
    JobSettings settings =
        settings("properties-file", file.toString(), "property.client.id", "line");
    assertThat(settings.kafka().source().properties())
        .containsEntry("ssl.key.password", "hunter2")
        .containsEntry("client.id", "line");
    assertThat(settings.toString()).doesNotContain("hunter2");
  }

  @Test
  void wrongPropertiesAreRefusedWithoutTheirValues() {
    assertThatThrownBy(() -> settings("property", "ssl.key.password=hunter2"))
        .hasMessage(
            "property must be KEY:VALUE,KEY:VALUE,...; what was given is not shown, for it may be a"
                + " secret")
        .hasNoCause();
  }
}
