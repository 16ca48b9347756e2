// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import io.flinksgd.testing.Refused;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClassPathTest {

  /** A service that scores depends on as little as this. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.flink.util.Preconditions",
        "org.nd4j.linalg.factory.Nd4j",
        "io.flinksgd.flink.StreamingSgd",
        "com.fasterxml.jackson.databind.ObjectMapper"
      })
  void whatItMustNotKnowIsNotThere(String name) {
    Refused.absent(name);
  }
}
