// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.testing.Documents;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  private static final String PAGE = "flink-sgd/docs/configuration.md";

  /** When this fails, put the expected text between the markers. */
  @Test
  void theOptionsAreListedAsTheyAre() {
    assertThat(Documents.marked(PAGE, "options")).isEqualTo(OptionTable.markdown());
  }

  /** When this fails, put the expected text between the markers. */
  @Test
  void theArgumentsAreListedAsTheyAre() {
    assertThat(Documents.marked(PAGE, "arguments")).isEqualTo(ArgumentTable.markdown());
  }
}
