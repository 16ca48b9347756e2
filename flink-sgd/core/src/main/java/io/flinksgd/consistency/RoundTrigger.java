// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/** Decides when a server closes a round. Owned by the server's thread. */
@FunctionalInterface
public interface RoundTrigger {
  /** A round waits for every member. */
  RoundTrigger ALL = (members, pushed, mass, largest, again) -> pushed >= members;

  /**
   * Whether to close now; asked after each push, and when a member leaves.
   *
   * @param members workers that take part, at least one
   * @param pushed how many of them have pushed in this round; at least one
   * @param mass the norms of their pushes, added up
   * @param largest the largest norm of any push so far
   * @param again whether all members whose pushes closed the last round have pushed
   */
  boolean closes(int members, int pushed, double mass, double largest, boolean again);
}
