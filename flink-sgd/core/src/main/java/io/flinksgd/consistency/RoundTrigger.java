// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/** Decides when a server closes a round. Owned by the server's thread. */
@FunctionalInterface
public interface RoundTrigger {
  /** A round waits for every member. */
  RoundTrigger ALL = round -> round.pushed() >= round.members();

  /** Whether to close now; asked after each push, and when a member leaves. */
  boolean closes(RoundState round);
}
