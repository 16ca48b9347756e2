// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MembershipTest {
  @Test
  void usageExample() {
    Membership members = new Membership(2, true);
    assertThat(members.tell(0)).isEqualTo(2);
    members.leave(1);
    assertThat(members.size()).isEqualTo(1);
    assertThat(members.tell(0)).as("0 may use all of the bound").isEqualTo(1);
    members.join(1);
    assertThat(members.admits(1)).isFalse();
    assertThat(members.claimsTooMuch(0)).isTrue();
    members.tell(0);
    members.confirm(0, members.change());
    assertThat(members.claimsTooMuch(0)).isFalse();
    assertThat(members.admits(1)).isTrue();
  }

  @Test
  void aShareGrowsOnlyByWhatOthersHaveGivenUp() {
    Membership members = new Membership(4, true);
    members.leave(2);
    members.leave(3);
    assertThat(members.tell(0)).isEqualTo(2);
    members.join(2);
    members.join(3);
    assertThat(members.admits(3)).isTrue();
    members.admit(3);
    members.leave(2);
    assertThat(members.tell(1)).as("0 still claims a half").isEqualTo(4);
    assertThat(members.tell(0)).isEqualTo(3);
    members.confirm(0, members.change());
    assertThat(members.tell(1)).isEqualTo(3);
  }

  @Test
  void whoWasNotToldOfALargerShareKeepsItsOwn() {
    Membership members = new Membership(3, true);
    members.leave(2);
    members.join(2);
    assertThat(members.admits(2)).isTrue();
  }

  @Test
  void confirmingAnOldChangeGivesUpNothingThatWasToldSince() {
    Membership members = new Membership(2, true);
    long before = members.change();
    members.leave(1);
    members.tell(0);
    members.confirm(0, before);
    members.join(1);
    assertThat(members.admits(1)).isFalse();
  }

  @Test
  void withoutSharedBudgetsEveryoneIsAdmittedAndNothingHasToBeConfirmed() {
    Membership members = new Membership(2, false);
    members.leave(1);
    members.tell(0);
    members.join(1);
    assertThat(members.admits(1)).isTrue();
    assertThat(members.change()).isZero();
  }

  @Test
  void theSharesInUseNeverAddUpToMoreThanOne() {
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      int workers = 2 + random.nextInt(5);
      Membership members = new Membership(workers, true);
      double[] share = new double[workers]; // what each worker really uses
      Arrays.fill(share, 1.0 / workers);
      for (int step = 0; step < 200; step++) {
        int w = random.nextInt(workers);
        switch (random.nextInt(4)) {
          case 0 -> {
            members.leave(w);
            share[w] = 0;
          }
          case 1 -> {
            members.join(w);
            if (share[w] == 0 && members.admits(w)) {
              members.admit(w);
              share[w] = 1.0 / members.tell(w);
            }
          }
          case 2 -> {
            if (share[w] > 0) {
              // a share that has grown is used at once, one that has shrunk is given up later
              share[w] = Math.max(share[w], 1.0 / members.tell(w));
            }
          }
          default -> {
            if (share[w] > 0) {
              share[w] = 1.0 / members.tell(w);
              members.confirm(w, members.change());
            }
          }
        }
        double sum = 0;
        for (double each : share) {
          sum += each;
        }
        assertThat(sum).as("seed=%s step=%s", seed, step).isLessThanOrEqualTo(1 + 1e-9);
      }
    }
  }
}
