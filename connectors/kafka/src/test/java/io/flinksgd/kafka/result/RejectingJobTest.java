// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.evaluation.RejectionLimit;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.model.Models;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.testing.Case;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that fail because too much is rejected. */
class RejectingJobTest {
  private static final int BAD = 40;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("case")
  void whatWasRejectedIsCommittedBeforeTheJobFails(boolean bounded) throws Exception {
    String topic = bounded ? "rejecting-bounded" : "rejecting";
    String rejected = topic + "-rejected";
    fill(topic);
    Configuration flink = new Configuration();
    flink.setString("execution.checkpointing.interval", "2 s");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, flink);
    KafkaExamples examples = KafkaExamples.from(SharedBroker.address(), topic).dense(1);
    if (bounded) {
      examples.endingAt("latest");
    }
    TrainingSpec spec =
        TrainingSpec.of(Models.parse("logistic-regression:dense=1"))
            .progressInterval(Duration.ofMillis(50))
            .maxRejected(RejectionLimit.parse("0.05:fail"));
    new KafkaResults(
            SharedBroker.address(),
            Map.of(),
            new KafkaResults.Topics(
                Optional.of(topic + "-model"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(rejected)))
        .attach(examples.in(env).train(spec), "");
    Throwable failure = catchThrowable(env::execute);
    assertThat(ExceptionUtils.findThrowableWithMessage(failure, "at most 0.05 of the records must"))
        .as(String.valueOf(failure))
        .isPresent();
    Case.equal(
        "records",
        (bounded ? "a bounded job" : "a job") + " that fails as 40 of 60 records are rejected",
        BAD + " rejected records are committed",
        SharedBroker.read(rejected).size() + " rejected records are committed");
    assertThat(SharedBroker.read(topic + "-model")).as("versions published").isEmpty();
  }

  private static void fill(String topic) throws Exception {
    try (KafkaTopics topics = SharedBroker.topics();
        KafkaProducer<byte[], byte[]> producer = SharedBroker.producer(Map.of())) {
      topics.log(topic, 1, Duration.ofDays(1));
      for (int i = 0; i < BAD * 3 / 2; i++) {
        String json = i % 3 == 0 ? "{\"label\":1,\"dense\":[1]}" : "{\"label\":";
        var unused =
            producer.send(new ProducerRecord<>(topic, json.getBytes(StandardCharsets.UTF_8)));
      }
      producer.flush();
    }
  }
}
