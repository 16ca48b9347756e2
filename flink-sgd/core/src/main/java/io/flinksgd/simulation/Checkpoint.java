// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import io.flinksgd.server.Contribution;
import io.flinksgd.worker.WorkerState;
import java.util.List;

/**
 * What an attempt of the loop leaves to the next one, as it was when the barrier passed. Filled
 * while the barrier is on its way.
 */
final class Checkpoint {
  final long id;
  final WorkerPart[] worker;
  final ServerPart[] server;
  private int missing;

  /**
   * Of a worker.
   *
   * @param state what its logic keeps
   * @param position examples that it had read
   */
  record WorkerPart(WorkerState state, long position) {}

  /**
   * Of a server.
   *
   * @param pages its pages by number, null where there is none yet
   * @param examples that the model and the open round had learned from
   * @param open the pushes of the open round
   */
  @SuppressWarnings("ArrayRecordComponent")
  record ServerPart(float[][] pages, long examples, List<Contribution> open) {}

  Checkpoint(long id, int workers, int servers) {
    this.id = id;
    worker = new WorkerPart[workers];
    server = new ServerPart[servers];
    missing = workers + servers;
  }

  void secured(int number, WorkerPart part) {
    worker[number] = part;
    missing--;
  }

  void secured(int number, ServerPart part) {
    server[number] = part;
    missing--;
  }

  boolean complete() {
    return missing == 0;
  }
}
