// SPDX-License-Identifier: Apache-2.0
/**
 * Continuous training of models on Apache Flink. {@link io.flinksgd.flink.StreamingSgd} attaches
 * the loop to a stream of examples, {@link io.flinksgd.spec.TrainingSpec} says what to train and
 * how, {@link io.flinksgd.flink.TrainingStreams} is what comes out.
 *
 * <pre>{@code
 *   examples -> worker i  --- Step: push + pull --->  server s     the model, in pages of keyed state
 *                  ^                                     |
 *                  |  channel in the JVM                 |  Reply: values, version, watermark
 *               tail i  (co-located with worker i)  <----+
 *
 *   workers -> predictions, rejected examples, reports -> evaluation -> progress
 *   servers -> changed pages, cuts -> manifest -> publications
 * }</pre>
 *
 * <p>The protocol is plain Java: {@code WorkerLogic} and {@code ServerLogic} decide, the operators
 * around them translate events to calls and effects to output. Feedback is soft state: what is in
 * flight in the loop is never part of a checkpoint, because a worker keeps every example that no
 * push contains.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.flink;

import org.apiguardian.api.API;
