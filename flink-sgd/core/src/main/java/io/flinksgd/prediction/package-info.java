// SPDX-License-Identifier: Apache-2.0
/**
 * Prediction of missing parts: what a worker puts into its view in the place of changes that have
 * not arrived. It is the worker's side of the elastic scheduler with a bound on the variance
 * (Nadiradze et al., AAAI 2021, see {@link io.flinksgd.consistency}): the worker's own gradient is
 * as good an estimate of a missing one as any, so that the gap is a difference of gradients, {@code
 * B = 3 sigma (p - 1) / p}, and not a whole one. The answer that comes later corrects the
 * prediction.
 *
 * <pre>
 *   policy                       server                        worker
 *   Consistency.missingParts --+
 *     LeftOut                  |                               Predictor.NONE
 *     LatePushes               +-- closes a round without  --> RoundPredictor: own last change, once
 *                              |   some pushes, says how many    for each late push
 *     BlockRule (beta)         +-- takes pushes one round  --> BlockPredictor: own last change of the
 *                                  early                         blocks that have not answered
 * </pre>
 *
 * <p>A step asks its worker's {@link io.flinksgd.prediction.Predictor} four times:
 *
 * <pre>
 *   answers arrive       answered    keeps what they say
 *   may the step start?  permits     although parts of its PartialView are missing
 *   it starts            complete    fills the view
 *   it is pushed         pushed      keeps the change, the next prediction
 * </pre>
 *
 * <p>How far a block moves by a gradient is up to the optimizer, {@link
 * io.flinksgd.optimizer.Optimizer#predictedChange}; how the servers' side works is said at {@code
 * EarlyPushes} and {@code LatePushes} of {@code io.flinksgd.server}.
 *
 * <p>This has nothing to do with the predictions of labels, {@code evaluation.Prediction}.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.prediction;

import org.apiguardian.api.API;
