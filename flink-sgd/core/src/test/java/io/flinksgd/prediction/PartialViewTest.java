// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Two servers, two floats for each coordinate; the first server has one coordinate of three. */
final class PartialViewTest {
  private final PartialView view = new PartialView(2, 2);

  @Test
  void usageExample() {
    view.resize(3);
    view.pulled(5);
    assertThat(view.complete()).isFalse();
    Replies.take(view, new Replies.Part(1, 5, 20, 3, 1), 1, 1f, 2f, 3f, 4f);
    assertThat(view.complete()).isFalse();
    assertThat(view.arrived(1)).isTrue();
    assertThat(view.arrived(0)).isFalse();
    Replies.take(view, new Replies.Part(0, 5, 30, 2, 0), 0, 8f, 9f);
    assertThat(view.complete()).isTrue();
    assertThat(Arrays.copyOf(view.values(), 6)).containsExactly(8f, 9f, 1f, 2f, 3f, 4f);
    assertThat(view.version(1)).isEqualTo(20);
    assertThat(view.version(0)).isEqualTo(30);
    assertThat(view.answered(0)).isEqualTo(5);
    assertThat(view.members()).as("the most").isEqualTo(3);
    assertThat(view.latePushes()).as("the most").isEqualTo(1);
    assertThat(view.examples()).as("the most").isEqualTo(30);
  }

  @Test
  void aPartThatStandsInIsNotOneThatHasArrived() {
    view.resize(3);
    view.pulled(5);
    Replies.take(view, new Replies.Part(1, 5, 20, 3, 0), 1, 1f, 2f, 3f, 4f);
    view.standIn(0, 4, 17, 4, 99);
    assertThat(view.arrived(0)).isFalse();
    assertThat(view.complete()).isFalse();
    assertThat(view.answered(0)).isEqualTo(4);
    assertThat(view.version(0)).isEqualTo(17);
    assertThat(view.members()).isEqualTo(4);
    assertThat(view.examples()).isEqualTo(99);
  }

  @Test
  void pulledAgainItKnowsNothing() {
    view.resize(3);
    view.pulled(5);
    Replies.take(view, new Replies.Part(1, 5, 20, 3, 1), 1, 1f, 2f, 3f, 4f);
    view.drop();
    assertThat(view.pull()).isNegative();
    assertThat(view.arrived(1)).isFalse();
    view.pulled(6);
    assertThat(view.pull()).isEqualTo(6);
    assertThat(view.members()).as("itself").isEqualTo(1);
    assertThat(view.latePushes()).isZero();
    assertThat(view.examples()).isZero();
  }

  @Test
  void itGrows() {
    view.resize(10_000);
    assertThat(view.coordinates()).isEqualTo(10_000);
    assertThat(view.values()).hasSizeGreaterThanOrEqualTo(20_000);
  }
}
