// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import java.util.EnumSet;
import java.util.Set;

/**
 * Whether a worker takes part in the loop.
 *
 * <pre>
 *             +------- has a batch --------+
 *             v                            |
 *   -----> MEMBER -- wants to leave --> LEAVING &lt;-- wants to leave -- GUEST
 *           ^  |                           |                          |  ^
 *     all   |  | leaves             leaves |                   leaves |  |
 *   servers |  v                           v                          |  | must wait
 *   admit   | AWAY &lt;-----------------------+--------------------------+  | for nobody
 *     it    |  |  \                                                      |
 *           |  |   +-----------------------------------------------------+
 *           |  | joins
 *           |  v
 *          JOINING -- leaves --> AWAY
 * </pre>
 *
 * <p>Where the workers share no bound, one that joins is a member at once. Any other transition is
 * refused by an {@link IllegalStateException}. Owned by the worker's thread.
 */
final class Participation {
  /** Where a worker may be. */
  enum State {
    /** Takes part. */
    MEMBER,
    /** Takes part, and will leave when no view in use lacks anything of it. */
    LEAVING,
    /** Takes no part. */
    AWAY,
    /** Has joined, and takes no view before every server has room for its share. */
    JOINING,
    /** Takes views and pushes without being a member. */
    GUEST;

    private Set<State> next() {
      return switch (this) {
        case MEMBER -> EnumSet.of(LEAVING, AWAY);
        case LEAVING -> EnumSet.of(MEMBER, AWAY);
        case AWAY -> EnumSet.of(MEMBER, JOINING, GUEST);
        case JOINING -> EnumSet.of(MEMBER, AWAY);
        case GUEST -> EnumSet.of(LEAVING, AWAY);
      };
    }
  }

  private final int servers;
  private final boolean shared;
  private State state = State.MEMBER;
  private long joins;
  private int admissions;

  /**
   * A member.
   *
   * @param shared whether the workers share a bound, so that each server must admit one that joins
   */
  Participation(int servers, boolean shared) {
    this.servers = servers;
    this.shared = shared;
  }

  State state() {
    return state;
  }

  boolean is(State asked) {
    return state == asked;
  }

  /** Whether it may take views. */
  boolean takesViews() {
    return state != State.AWAY && state != State.JOINING;
  }

  /** Takes part again; returns how often it has. */
  long join() {
    State next = shared ? State.JOINING : State.MEMBER;
    if (state != State.AWAY) {
      throw refused(next);
    }
    become(next);
    admissions = 0;
    return ++joins;
  }

  /** Whether it has joined {@code number} times and not left since. */
  boolean hasJoined(long number) {
    return number == joins && state != State.AWAY;
  }

  /**
   * A server has room for the share of a worker that has joined {@code number} times. What is about
   * an earlier time counts no more.
   *
   * @return whether it was the last server to say so
   */
  boolean admitted(long number) {
    if (number != joins || state != State.JOINING) {
      return false;
    }
    admissions++;
    if (admissions < servers) {
      return false;
    }
    become(State.MEMBER);
    return true;
  }

  /** Wants to leave. */
  void wantToLeave() {
    become(State.LEAVING);
  }

  /** Has a batch; one that wanted to leave stays. */
  void stay() {
    if (state == State.LEAVING) {
      become(State.MEMBER);
    }
  }

  /** Takes no part from now on. */
  void leave() {
    become(State.AWAY);
  }

  /** Takes part without being a member. */
  void beGuest() {
    become(State.GUEST);
  }

  private void become(State next) {
    if (!state.next().contains(next)) {
      throw refused(next);
    }
    state = next;
  }

  private IllegalStateException refused(State next) {
    return new IllegalStateException(
        "a worker that is %s must become one of %s: state=%s".formatted(state, state.next(), next));
  }
}
