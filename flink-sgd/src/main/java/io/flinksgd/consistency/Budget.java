package io.flinksgd.consistency;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The gate of bounded policies: a worker starts a step while the mass of its own uncovered steps,
 * and of the step to come, is within its budget, and always while nothing is uncovered.
 *
 * <p>A push is <em>covered</em> at a server when the server's view watermark has reached the
 * version that it made: every view in use contains it. What a view may lack of this worker is
 * therefore at most {@code max(budget, one step)}, and the sum over workers bounds what it may lack
 * in all (triangle inequality).
 *
 * <p>No deadlock: a worker that waits has no view in use. If some worker computes, it will push and
 * the watermark moves; if none does, nothing is uncovered and all may start.
 */
final class Budget implements Gate {
  private final long budget;
  private final List<Deque<Applied>> applied;
  private final long[] lastApplied;
  private final long[] covered;
  private long pushed;

  private record Applied(long id, long version) {}

  /** At most {@code budget} uncovered steps, over {@code servers} servers. */
  Budget(long budget, int servers) {
    this.budget = budget;
    applied = new ArrayList<>(servers);
    for (int i = 0; i < servers; i++) {
      applied.add(new ArrayDeque<>());
    }
    lastApplied = new long[servers];
    covered = new long[servers];
  }

  @Override
  public boolean permits() {
    long uncovered = uncovered();
    return uncovered == 0 || uncovered + 1 <= budget;
  }

  /** Steps of this worker that a view in use may lack. Push ids are consecutive. */
  long uncovered() {
    long least = pushed;
    for (long id : covered) {
      least = Math.min(least, id);
    }
    return pushed - least;
  }

  @Override
  public void pushed(long id) {
    pushed = id;
  }

  @Override
  public void applied(int server, long id, long version) {
    if (id > lastApplied[server]) {
      lastApplied[server] = id;
      applied.get(server).addLast(new Applied(id, version));
    }
  }

  @Override
  public void watermark(int server, long watermark) {
    Deque<Applied> queue = applied.get(server);
    while (!queue.isEmpty() && queue.peekFirst().version() <= watermark) {
      covered[server] = queue.removeFirst().id();
    }
  }
}
