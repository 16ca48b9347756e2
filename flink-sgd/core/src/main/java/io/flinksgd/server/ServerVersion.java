// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.message.Push;
import io.flinksgd.message.UsedView;
import java.util.Arrays;

/**
 * The version of a server: how many updates it has applied since the epoch began; and the last push
 * of each worker that is part of it. Owned by the server's thread.
 */
final class ServerVersion {
  private final AppliedPush[] lastPush;
  private long updates;

  ServerVersion(int workers) {
    lastPush = new AppliedPush[workers];
    Arrays.fill(lastPush, AppliedPush.NONE);
  }

  /** Updates applied. */
  long current() {
    return updates;
  }

  /** One more update was applied. */
  void next() {
    updates++;
  }

  /** Updates that {@code view} lacks. */
  long missedBy(UsedView view) {
    return updates - view.version();
  }

  /**
   * The update that made the current version contains {@code push}.
   *
   * @param normSquared the squared norm by which the push changed the parameters; NaN if unknown
   */
  void contains(int worker, Push push, double normSquared) {
    lastPush[worker] = new AppliedPush(push.id(), updates, normSquared);
  }

  /** The last push of {@code worker} that is part of the model. */
  AppliedPush lastPush(int worker) {
    return lastPush[worker];
  }
}
