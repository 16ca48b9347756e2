// SPDX-License-Identifier: Apache-2.0
/**
 * The training loop on a simulated clock, without Flink: the same worker and server logic,
 * thousands of workers on one core, the same result to the bit for the same seed.
 *
 * <pre>
 *   Feed --- SimulatedWorker i --- up   --- SimulatedServer s
 *            WorkerLogic         Channels   ServerLogic, HeapPages
 *            busy while it computes         busy while it serves
 *                     \------------ down ---/
 * </pre>
 *
 * <p>What takes time: a step, from its whole view and the open gate to its push ({@link
 * io.flinksgd.simulation.Scenario.Times#compute}); a message at a server; a message's bytes on a
 * link, its delay, and its repetition when it is lost. What does not: reading examples. What can go
 * wrong: messages are lost, workers have no input and leave, the job crashes and goes on from its
 * last checkpoint.
 *
 * <p>{@link io.flinksgd.simulation.GapMeter} takes the exact distance between the model and the
 * view of every push, so that every bound can be held against what happened.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.simulation;

import org.apiguardian.api.API;
