// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;

final class LateFailureTest {
  private final LateFailure failure = new LateFailure(true);

  @Test
  void usageExample() {
    assertThat(failure.begin("too many")).isTrue();
    assertThat(failure.isPending()).isTrue();
    failure.taken(2);
    failure.completed(2);
    failure.taken(3);
    assertThat(failure.isDue()).isFalse();
    failure.completed(3);
    assertThat(failure.isDue()).isTrue();
    assertThat(failure.isOverdue()).isTrue();
    assertThatThrownBy(failure::raise)
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .hasMessage("too many");
    assertThat(failure.isOverdue()).isFalse();
  }

  @Test
  void checkpointsThatWereTakenBeforeItBeganDoNotCount() {
    failure.taken(1);
    failure.begin("too many");
    failure.completed(1);
    failure.taken(2);
    failure.completed(2);
    assertThat(failure.isDue()).isFalse();
    failure.taken(3);
    failure.completed(3);
    assertThat(failure.isDue()).isTrue();
  }

  @Test
  void aSecondCheckpointThatBeganBeforeTheFirstWasCompleteProvesNothing() {
    failure.begin("too many");
    failure.taken(1);
    failure.taken(2);
    failure.completed(1);
    failure.completed(2);
    assertThat(failure.isDue()).isFalse();
    failure.taken(3);
    failure.completed(3);
    assertThat(failure.isDue()).isTrue();
  }

  @Test
  void aLaterCheckpointStandsForOneThatWasAborted() {
    failure.begin("too many");
    failure.taken(1);
    failure.taken(2);
    failure.completed(2);
    failure.taken(3);
    failure.taken(4);
    assertThat(failure.isDue()).isFalse();
    failure.completed(4);
    assertThat(failure.isDue()).isTrue();
  }

  @Test
  void theFirstWordsHold() {
    assertThat(failure.begin("too many")).isTrue();
    assertThat(failure.begin("more")).isFalse();
    assertThatThrownBy(failure::raise).cause().hasMessage("too many");
  }

  @Test
  void itIsDueAtOnceWhereThereAreNoCheckpoints() {
    LateFailure unchecked = new LateFailure(false);
    assertThat(unchecked.isDue()).isFalse();
    unchecked.begin("too many");
    assertThat(unchecked.isDue()).isTrue();
  }
}
