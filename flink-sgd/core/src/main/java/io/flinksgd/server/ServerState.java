// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.consistency.Membership;
import io.flinksgd.spec.TrainingSpec;

/**
 * What a server knows, whichever its protocol is: each part keeps its own law. Owned by the
 * server's thread.
 *
 * @param parameters its part of the model
 * @param members who takes part
 * @param version updates applied, and the last push of each worker
 * @param staleness how stale the views of pushes were
 * @param norms how far updates change the parameters
 */
record ServerState(
    Parameters parameters,
    Membership members,
    ServerVersion version,
    WorkerStaleness staleness,
    UpdateNorms norms) {

  /** At the start of an epoch: nothing was applied, and every worker takes part. */
  static ServerState atStart(TrainingSpec spec, Parameters parameters, int workers) {
    return new ServerState(
        parameters,
        new Membership(workers, spec.consistency().sharesBound()),
        new ServerVersion(workers),
        new WorkerStaleness(workers),
        new UpdateNorms(spec, workers));
  }
}
