// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.flink.option.Option;
import io.flinksgd.flink.option.TrainingOptions;
import io.flinksgd.kafka.client.ClientProperties;
import io.flinksgd.testing.Case;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.junit.jupiter.api.Tag;
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
        .hasMessage(
            "unknown options in Flink's configuration: [flink-sgd.bacth] (did you mean"
                + " flink-sgd.batch?)");
  }

  @Test
  void clientPropertiesMayStandUnderTheirOwnKeys() {
    Configuration options = options("property.security.protocol", "SSL");
    JobOptions.refuseUnknown(options);
    assertThat(JobOptions.PROPERTY.in(options)).containsEntry("security.protocol", "SSL");
  }

  /** Flink's own function says what it hides. */
  @Test
  @Tag("case")
  void whatKafkaHidesFlinkHidesOrItIsRefused() {
    List<String> names =
        List.of(
            "sasl.jaas.config",
            "ssl.key.password",
            "ssl.keystore.key",
            "ssl.keystore.password",
            "ssl.truststore.password",
            "sasl.oauthbearer.client.credentials.client.secret");
    assertThat(names).allMatch(ClientProperties::isSecret);
    for (String name : names) {
      String key = "flink-sgd.property." + name;
      String said = refusal(key, "hunter2");
      Case.holds(
          "secrets",
          key + " in Flink's configuration",
          "hidden by Flink, or refused without the value",
          said.isEmpty() ? "hidden" : said,
          GlobalConfiguration.isSensitive(key) == said.isEmpty() && !said.contains("hunter2"));
      String secret = "flink-sgd.secret-property." + name;
      Case.holds(
          "secrets",
          secret + " in Flink's configuration",
          "hidden by Flink, and taken",
          "hidden",
          GlobalConfiguration.isSensitive(secret) && refusal(secret, "hunter2").isEmpty());
    }
  }

  @Test
  @Tag("case")
  void aMapUnderOneKeyMayHoldNoSecret() {
    Case.equal(
        "secrets",
        "flink-sgd.property: client.id:a,ssl.truststore.password:hunter2",
        "ssl.truststore.password must not be given by flink-sgd.property, whose value Flink shows:"
            + " give it by flink-sgd.secret-property.ssl.truststore.password, in a properties-file,"
            + " or as ${...} of a config provider",
        refusal("flink-sgd.property", "client.id:a,ssl.truststore.password:hunter2"));
    assertThat(refusal("flink-sgd.property", "client.id:a,security.protocol:SSL")).isEmpty();
    assertThat(refusal("flink-sgd.property.ssl.keystore.key", "${file:/run/key:pem}")).isEmpty();
    assertThat(refusal("flink-sgd.secret-property", "ssl.keystore.key:hunter2")).isEmpty();
  }

  private static String refusal(String key, String value) {
    try {
      JobOptions.refuseShown(Configuration.fromMap(Map.of(key, value)));
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
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
