// SPDX-License-Identifier: Apache-2.0
/**
 * Workers: examples to batches, batches and views to pushes. {@link io.flinksgd.worker.WorkerLogic}
 * is what a program around it sees.
 *
 * <pre>
 *   example ----> Batches --> StepPipeline --------> StepSender --> Step, Join, Leave, Wait ...
 *                             steps in flight,          ^
 *   Reply ------------------> gate, computation         | ConfirmShare
 *     progress -------------> StepGate -----------------+
 *     staleness ------------> GapSamples --> WorkerEffects.gap, staleness
 *   Admit, input ends ------> Participation: member, away, ...
 *   Standing ---------------> StallWatch
 * </pre>
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.worker;

import org.apiguardian.api.API;
