// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Who takes part, as one server sees it, and how much of a bound each may use.
 *
 * <p>With a shared bound, a worker's share is the bound divided by the number of members; when
 * others leave it grows, when one joins it shrinks. Messages take time, so the server counts for
 * each worker the largest share that it was given and has not given up since: the <em>claim</em>. A
 * worker gives up a larger share by confirming a later change, once what views may lack of it is
 * within the smaller one. The law: the claims of all workers together are at most one. A share
 * grows only by what others have given up, and a worker that joins is admitted only when there is
 * room for its share.
 *
 * <p>No deadlock: a worker takes no view before every server has admitted it, so nobody waits for
 * it; and whoever has to confirm can do so at the latest when every view in use has all of its
 * pushes.
 *
 * <p>Owned by the server's thread. Workers are numbered from 0 up to their number, exclusive.
 */
public final class Membership {
  private static final double ROUNDING = 1e-9;

  private final BitSet members = new BitSet();

  /** By worker: the shares that it was given and has not given up; empty before it is admitted. */
  private final List<Deque<GivenShare>> given = new ArrayList<>();

  private final boolean shared;
  private final int workers;
  private long change;

  private record GivenShare(long change, int divisor) {}

  /**
   * All workers take part: one that has nothing to do will say so.
   *
   * @param shared whether shares matter; otherwise everyone is admitted at once
   */
  public Membership(int workers, boolean shared) {
    this.workers = workers;
    this.shared = shared;
    members.set(0, workers);
    for (int w = 0; w < workers; w++) {
      Deque<GivenShare> beginning = new ArrayDeque<>(1);
      beginning.add(new GivenShare(0, workers));
      given.add(beginning);
    }
  }

  /** Whether members share a bound, so that one that joins has to be admitted. */
  public boolean shared() {
    return shared;
  }

  /** Number of workers, members or not. */
  public int workers() {
    return workers;
  }

  /** Number of members. */
  public int size() {
    return members.cardinality();
  }

  /** Whether {@code worker} is a member. */
  public boolean has(int worker) {
    return members.get(worker);
  }

  /** The first member from {@code worker} on, or -1. */
  public int next(int worker) {
    return members.nextSetBit(worker);
  }

  /** Number of the last change that workers have to know of; 0 without a shared bound. */
  public long change() {
    return change;
  }

  /** {@code worker} takes part. */
  public void join(int worker) {
    if (!members.get(worker)) {
      members.set(worker);
      changed();
    }
  }

  /** {@code worker} takes no part, and has nothing uncovered. */
  public void leave(int worker) {
    given.get(worker).clear();
    if (members.get(worker)) {
      members.clear(worker);
      changed();
    }
  }

  private void changed() {
    if (shared) {
      change++;
    }
  }

  /** Whether there is room for the share of {@code worker}, which has joined. */
  public boolean admits(int worker) {
    return !shared || leavesRoom(worker, size());
  }

  /** {@code worker} has a share from now on. */
  public void admit(int worker) {
    claim(worker);
  }

  /**
   * {@code worker} is about to hear of its share; one that was not admitted has none.
   *
   * @return number by which the bound is divided
   */
  public int tell(int worker) {
    return !shared || given.get(worker).isEmpty() ? size() : claim(worker);
  }

  private int claim(int worker) {
    Deque<GivenShare> before = given.get(worker);
    int divisor = size();
    int least = leastDivisor(before);
    if (!before.isEmpty() && divisor < least && !leavesRoom(worker, divisor)) {
      divisor = least; // others have not given up yet what it would get
    }
    if (before.isEmpty() || before.peekLast().change < change || divisor < least) {
      before.addLast(new GivenShare(change, divisor));
    }
    return divisor;
  }

  /** {@code worker} is within the share that it was given with {@code change}, and keeps to it. */
  public void confirm(int worker, long change) {
    Deque<GivenShare> before = given.get(worker);
    while (before.size() > 1 && before.peekFirst().change < change) {
      before.removeFirst();
    }
  }

  /** Whether one part in {@code divisor} for {@code worker} leaves the others what they claim. */
  private boolean leavesRoom(int worker, int divisor) {
    double claims = 1.0 / divisor;
    for (int w = 0; w < workers; w++) {
      claims += w == worker || given.get(w).isEmpty() ? 0 : 1.0 / leastDivisor(given.get(w));
    }
    return claims <= 1 + ROUNDING;
  }

  private static int leastDivisor(Deque<GivenShare> shares) {
    int least = Integer.MAX_VALUE;
    for (GivenShare each : shares) {
      least = Math.min(least, each.divisor);
    }
    return least;
  }

  /** Whether {@code worker} claims more than it would be given now. */
  public boolean claimsTooMuch(int worker) {
    return leastDivisor(given.get(worker)) < size();
  }
}
