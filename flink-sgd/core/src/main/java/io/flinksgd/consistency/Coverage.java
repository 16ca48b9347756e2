// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Which of a worker's pushes every view in use contains. A push is <em>covered</em> at a server
 * when the server's view watermark has reached the version that the push made, and covered
 * altogether when it is so at every server.
 */
final class Coverage {
  private final List<Deque<AppliedPush>> applied;
  private final long[] lastApplied;
  private final long[] covered;

  Coverage(int servers) {
    applied = new ArrayList<>(servers);
    for (int i = 0; i < servers; i++) {
      applied.add(new ArrayDeque<>());
    }
    lastApplied = new long[servers];
    covered = new long[servers];
  }

  void hear(int server, ServerProgress progress) {
    Deque<AppliedPush> queue = applied.get(server);
    if (progress.lastPush().id() > lastApplied[server]) {
      lastApplied[server] = progress.lastPush().id();
      queue.addLast(progress.lastPush());
    }
    while (!queue.isEmpty() && queue.peekFirst().version() <= progress.watermark()) {
      covered[server] = queue.removeFirst().id();
    }
  }

  /** The last push up to which all are covered. */
  long covered() {
    long least = Long.MAX_VALUE;
    for (long id : covered) {
      least = Math.min(least, id);
    }
    return least;
  }
}
