// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import static io.flinksgd.testing.Workers.workers;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HeardWorkersTest {
  private final HeardWorkers heard = new HeardWorkers(4);

  @Test
  void usageExample() {
    heard.silent(0, workers(1, 2, 3));
    heard.of(2);
    assertThat(heard.silent(0, workers(1, 2, 3))).isEqualTo(workers(1, 3));
    assertThat(heard.silent(0, workers(1, 2, 3))).as("since then").isEqualTo(workers(1, 2, 3));
  }

  @Test
  void allAreSilentForOneThatAsksTheFirstTime() {
    heard.of(1);
    assertThat(heard.silent(0, workers(1, 2))).isEqualTo(workers(1, 2));
  }

  @Test
  void everyWorkerHasAQuestionBeforeOfItsOwn() {
    heard.silent(0, workers(2));
    heard.of(2);
    heard.silent(1, workers(2));
    assertThat(heard.silent(0, workers(2))).isEqualTo(workers());
    assertThat(heard.silent(1, workers(2))).isEqualTo(workers(2));
  }

  @Test
  void onlyThoseThatAreAskedForAreNamed() {
    heard.silent(0, workers());
    assertThat(heard.silent(0, workers(3))).isEqualTo(workers(3));
    assertThat(heard.silent(0, workers())).isEqualTo(workers());
  }
}
