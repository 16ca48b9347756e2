// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import java.util.BitSet;

/**
 * When a server applies pushes and answers pulls: at once, or in rounds. Here is what both do; what
 * only one of them does it says itself, and {@link ServerLogic} asks only that one.
 */
sealed interface Protocol permits ImmediateProtocol, RoundProtocol {
  /** A worker has sent a push, a pull or both; either may be missing. */
  void step(int worker, Push push, Pull pull);

  /** A worker takes part, for the {@code number}-th time. */
  void join(int worker, long number);

  /** A worker takes no part until it joins. */
  void leave(int worker);

  /** Workers that must do something before {@code worker} can go on. */
  BitSet waitsFor(int worker);

  /** The least version of the views in use. */
  long watermark();
}
