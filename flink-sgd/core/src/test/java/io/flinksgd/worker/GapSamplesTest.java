// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Rejected;
import io.flinksgd.gradient.MiniBatch;
import io.flinksgd.message.Gap;
import io.flinksgd.message.Message;
import io.flinksgd.message.Staleness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GapSamplesTest {
  private final List<String> told = new ArrayList<>();

  private final GapSamples samples =
      new GapSamples(
          new WorkerEffects() {
            @Override
            public void send(Message message) {
              throw new AssertionError(message);
            }

            @Override
            public void learned(MiniBatch batch, float[] score, float[] probabilities) {
              throw new AssertionError(batch);
            }

            @Override
            public void rejected(Rejected rejected) {
              throw new AssertionError(rejected);
            }

            @Override
            public void gap(double gap, double bound, double rate) {
              told.add("%s of %s at %s".formatted(gap, bound, rate));
            }

            @Override
            public void staleness(long updates) {
              told.add("staleness " + updates);
            }
          });

  @Test
  void usageExample() {
    samples.sent(7, 2, 100, 0, 0.5);
    heard(7, 9, 16);
    assertThat(told).as("one of two servers").isEmpty();
    heard(7, 16, 9);
    assertThat(told).as("squares add up").containsExactly("5.0 of 5.0 at 0.5");
  }

  @Test
  void theTighterOfTwoBoundsHoldsAndWhatAViewLostOnItsWayIsAllowed() {
    samples.sent(1, 1, 2, 0.25, 0.5);
    heard(1, 1, 100);
    assertThat(told).containsExactly("1.0 of 2.25 at 0.5");
  }

  @Test
  void measurementsMayComeInAnyOrder() {
    samples.sent(1, 1, 4, 0, 0.5);
    samples.sent(2, 1, 4, 0, 0.5);
    heard(2, 4, 16);
    heard(1, 1, 16);
    assertThat(told).containsExactly("2.0 of 4.0 at 0.5", "1.0 of 4.0 at 0.5");
  }

  @Test
  void whatIsNotAwaitedIsIgnored() {
    heard(3, 1, 1);
    samples.sent(1, 1, 4, 0, 0.5);
    heard(1, 1, 16);
    told.clear();
    heard(1, 1, 16);
    samples.received(Staleness.NONE);
    assertThat(told).isEmpty();
  }

  @Test
  void theOldestIsGivenUpWhenManyAreOpen() {
    for (long push = 1; push <= 17; push++) {
      samples.sent(push, 1, 4, 0, 0.5);
    }
    heard(1, 1, 16);
    assertThat(told).isEmpty();
    heard(2, 1, 16);
    assertThat(told).hasSize(1);
  }

  @Test
  void stalenessIsTold() {
    samples.received(new Staleness(3, Gap.NONE));
    assertThat(told).containsExactly("staleness 3");
  }

  private void heard(long push, double gapSquared, double boundSquared) {
    samples.received(new Staleness(0, new Gap(push, gapSquared, boundSquared)));
  }
}
