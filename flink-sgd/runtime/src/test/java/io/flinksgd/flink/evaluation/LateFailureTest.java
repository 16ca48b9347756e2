// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;

class LateFailureTest {
  @Test
  void waitsForACheckpointThatWasTakenAfterItBegan() {
    LateFailure failure = new LateFailure(true);
    failure.taken(1);
    assertThat(failure.isPending()).isFalse();
    assertThat(failure.begin("too many")).hasValue(LateFailure.PATIENCE);
    assertThat(failure.isPending()).isTrue();
    assertThat(failure.isCoveredBy(1)).isFalse();
    failure.taken(2);
    failure.taken(3);
    assertThat(failure.isCoveredBy(1)).isFalse();
    assertThat(failure.isCoveredBy(2)).isTrue();
    assertThat(failure.isCoveredBy(3)).isTrue();
    assertThat(failure.begin("more")).isEmpty();
    assertThat(failure.isOverdue()).isTrue();
    assertThatThrownBy(failure::raise)
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .hasMessage("too many");
    assertThat(failure.isOverdue()).isFalse();
  }

  @Test
  void waitsForProducersWhereThereAreNoCheckpoints() {
    assertThat(new LateFailure(false).begin("too many")).hasValue(LateFailure.COMMIT);
  }
}
