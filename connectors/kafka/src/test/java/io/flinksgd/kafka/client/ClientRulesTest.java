// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.kafka.sink.KafkaTarget;
import io.flinksgd.testing.Case;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("case")
final class ClientRulesTest {
  private static String said(String name, String value) {
    try {
      ClientProperties.check(Map.of(name, value), "kafka:9092", "flink-sgd");
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static void said(String name, String value, String right) {
    Case.equal("kafka", "property " + name + "=" + value, right, said(name, value));
  }

  @Test
  void whatBreaksAGuaranteeOrIsSetElsewhereIsRefused() {
    said(
        "bootstrap.servers",
        "other:1",
        "property bootstrap.servers must not differ from bootstrap-servers, which sets it");
    said("group.id", "x", "property group.id must not differ from group, which sets it");
    said(
        "isolation.level",
        "read_uncommitted",
        "isolation.level must be read_committed, or records of transactions that were aborted are"
            + " learned from: property isolation.level=read_uncommitted");
    said("acks", "0", "acks must be all, or what is committed may be lost: property acks=0");
    said(
        "enable.idempotence",
        "false",
        "enable.idempotence must be true, or records may be written twice: property"
            + " enable.idempotence=false");
    said(
        "transactional.id",
        "mine",
        "transactional.id must not be given: the sinks name their transactions by topic and job:"
            + " property transactional.id=mine");
    assertThat(said("enable.auto.commit", "true")).startsWith("enable.auto.commit must be false");
    for (String name : new String[] {"key.deserializer", "value.serializer"}) {
      assertThat(said(name, "x")).startsWith(name + " must not be given");
    }
    for (String[] same :
        new String[][] {
          {"bootstrap.servers", "kafka:9092"},
          {"group.id", "flink-sgd"},
          {"isolation.level", "read_committed"},
          {"acks", "-1"},
          {"acks", "all"},
          {"enable.idempotence", "true"},
          {"enable.auto.commit", "false"}
        }) {
      said(same[0], same[1], "");
    }
  }

  @Test
  void aNameThatIsMisspeltIsRefused() {
    said(
        "securty.protocol",
        "SSL",
        "property must be one that Kafka's clients know: property=securty.protocol; did you mean"
            + " security.protocol?");
    assertThat(said("sasl.jass.config", "hunter2"))
        .contains("did you mean sasl.jaas.config?")
        .doesNotContain("hunter2");
    for (String known :
        new String[] {
          "security.protocol",
          "sasl.jaas.config",
          "partition.discovery.interval.ms",
          "config.providers",
          "config.providers.file.class",
          "transaction.timeout.ms",
          "auto.offset.reset",
          "my.interceptor.setting",
          "schema.registry.url"
        }) {
      said(known, "1", "");
    }
  }

  @Test
  void sourcesAndSinksRefuseThemToo() {
    assertThat(
            catchThrowable(
                () ->
                    KafkaExamples.from("kafka:9092", "t")
                        .properties(Map.of("isolation.level", "read_uncommitted"))))
        .hasMessageStartingWith("isolation.level must be read_committed");
    assertThat(
            catchThrowable(() -> KafkaTarget.of("kafka:9092", "t").properties(Map.of("acks", "1"))))
        .hasMessageStartingWith("acks must be all");
  }
}
