// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.testing.Refused;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClassPathTest {

  /** Networks are trained and scored without Flink. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.flink.util.Preconditions",
        "org.apache.kafka.common.TopicPartition",
        "io.flinksgd.flink.StreamingSgd"
      })
  void whatItMustNotKnowIsNotThere(String name) {
    Refused.absent(name);
  }
}
