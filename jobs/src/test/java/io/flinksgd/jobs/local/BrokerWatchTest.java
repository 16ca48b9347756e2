// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Case;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class BrokerWatchTest {
  @Test
  @Tag("case")
  void saysOnceThatTheBrokerIsAwayAndOnceThatItIsBack() {
    StringWriter err = new StringWriter();
    AtomicBoolean away = new AtomicBoolean();
    try (BrokerWatch watch =
        new BrokerWatch(
            new PrintWriter(err),
            () -> {
              if (away.get()) {
                throw new IllegalStateException("broker must be reachable: bootstrap.servers=b:1");
              }
            })) {
      watch.look();
      assertThat(err.toString()).isEmpty();
      away.set(true);
      watch.look();
      watch.look();
      away.set(false);
      watch.look();
      watch.look();
    }
    Case.equal(
        "withstanding",
        "train, a broker that goes away and comes back: terminal",
        "flink-sgd: broker must be reachable: bootstrap.servers=b:1: training waits for it, "
            + "flink-sgd: the broker answers again after 0 s: training goes on",
        String.join(", ", err.toString().lines().toList()));
  }
}
