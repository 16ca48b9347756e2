// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import java.util.BitSet;
import java.util.List;

/** What a server does with pushes and pulls: at once, or in rounds. */
interface Protocol {
  /** A worker has sent a push, a pull or both; either may be missing. */
  void step(int worker, Push push, Pull pull);

  /** A worker takes part, for the {@code number}-th time. */
  void join(int worker, long number);

  /** A worker keeps to its share as of a change of membership. */
  void fits(int worker, long change);

  /** A worker takes no part until it joins. */
  void leave(int worker);

  /** A worker has dropped its views and waits for the watermark. */
  void await(int worker);

  /** Workers that must do something before {@code worker} can go on. */
  BitSet waitsFor(int worker);

  /** The least version of the views in use. */
  long watermark();

  /** Pushes that were received but not applied yet. */
  List<Contribution> open();
}
