package io.flinksgd.server;

import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import java.util.List;

/** What a server does with pushes and pulls: at once, or in rounds. */
interface Protocol {
  /** A worker has sent a push, a pull or both; either may be missing. */
  void step(int worker, Push push, Pull pull);

  /** A worker takes part. */
  void join(int worker);

  /** A worker takes no part until it joins. */
  void leave(int worker);

  /** A worker has dropped its views and waits for the watermark. */
  void await(int worker);

  /** Pushes that were received but not applied yet. */
  List<Contribution> open();
}
