// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.client;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.kafka.testing.SharedBroker;
import io.flinksgd.kafka.testing.SlowBroker;
import io.flinksgd.testing.Case;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A broker that is slow to answer is waited for as long as the client's own timeouts say. */
@Tag("case")
final class SlowBrokerTest {
  private static final String TOPIC = "slow-broker";

  @Test
  void isWaitedForWhileTheClientsOwnTimeLasts() throws Exception {
    try (KafkaTopics topics = SharedBroker.topics()) {
      topics.model(TOPIC);
    }
    try (SlowBroker slow = new SlowBroker(SharedBroker.address());
        KafkaTopics patient = KafkaTopics.connect(client(slow, "30000", "120000"));
        KafkaTopics hasty = KafkaTopics.connect(client(slow, "300", "900"))) {
      CompletableFuture<Integer> partitions =
          CompletableFuture.supplyAsync(() -> patient.partitions(TOPIC));
      Throwable failure = catchThrowable(() -> hasty.partitions(TOPIC));
      Case.holds(
          "kafka",
          "a broker that is slow to answer, default.api.timeout.ms=900",
          "broker must be reachable, when that time is over",
          failure.getMessage(),
          failure.getMessage().startsWith("broker must be reachable: bootstrap.servers=127.0.0.1:")
              && !partitions.isDone());
      slow.answer();
      Case.equal(
          "kafka",
          "the same broker, default.api.timeout.ms=120000: partitions, when it answers",
          1,
          partitions.get());
    }
  }

  @Test
  void timesThatContradictEachOtherAreSaidToBeWrong() {
    Properties client = SharedBroker.client();
    client.setProperty("default.api.timeout.ms", "900");
    client.setProperty("request.timeout.ms", "1000");
    Throwable failure = catchThrowable(() -> KafkaTopics.connect(client).close());
    Case.holds(
        "kafka",
        "default.api.timeout.ms=900, request.timeout.ms=1000",
        "properties must make a Kafka client: The specified value of default.api.timeout.ms ...",
        failure.getMessage(),
        failure
            .getMessage()
            .startsWith("properties must make a Kafka client: The specified value of default.api"));
  }

  private static Properties client(SlowBroker broker, String request, String call) {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", broker.address());
    client.setProperty("request.timeout.ms", request);
    client.setProperty("default.api.timeout.ms", call);
    return client;
  }
}
