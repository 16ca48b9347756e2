// SPDX-License-Identifier: Apache-2.0
/**
 * How stale the view that a worker computes on may be.
 *
 * <p><b>Definition.</b> A distributed SGD is <em>elastically consistent</em> with constant {@code
 * B} when the view {@code v} that a gradient is computed on and the parameter {@code x} that it is
 * applied to satisfy
 *
 * <pre>
 *   E ||x - v||^2  &lt;=  alpha^2 B^2
 * </pre>
 *
 * <p>(Nadiradze, Markov, Chatterjee, Kungurtsev, Alistarh, "Elastic Consistency: A Practical
 * Consistency Model for Distributed Stochastic Gradient Descent", AAAI 2021). {@code ||x - v||} is
 * the <em>gap</em>. {@link io.flinksgd.consistency.ElasticConstant} has {@code B} for each scheme
 * of distribution, {@link io.flinksgd.consistency.ConvergenceBound} what it costs.
 *
 * <p><b>Policies.</b> {@link io.flinksgd.consistency.Consistency} is one sealed type. With second
 * moments of at most {@code M^2}, variance {@code sigma^2} and {@code p} workers:
 *
 * <pre>
 *   rounds      synchronous             B = 0                    closes when every member has pushed
 *               quorum(f)               B = f M / p              ... all but f; late ones are folded in
 *               elasticScheduler(beta)  B = (1 - beta) M         ... the share beta of the round's norm
 *               predictedScheduler      B = 3 sigma (p - 1) / p  ... own change in the missing ones' place
 *               blockScheduler(beta)    B = 3 sigma (p - 1) / p  ... all; a worker does not wait for all blocks
 *   immediate   boundedDelay(tau)       B = tau M (p - 1)        gate counts steps
 *               elasticBound(B)         B, for every step        gate counts norm
 *               asynchronous            none
 * </pre>
 *
 * <p><b>Law of the watermark.</b> A server gives each applied update the next version and answers a
 * pull at some version: the worker's view version, in use until the worker has pushed. The
 * {@linkplain io.flinksgd.consistency.ViewWatermark view watermark} is the least version in use,
 * like Flink's a minimum over inputs: it never goes back, and idle, waiting and finished workers do
 * not hold it. What a view in use may lack is above it.
 *
 * <p><b>Law of bounded delay.</b> A worker starts a step only while at most {@code tau} of its own
 * steps would be above the watermark, or none is: a view lacks at most {@code tau} steps of each
 * other worker.
 *
 * <p><b>Law of blocks.</b> A worker that goes on without some servers' answers lacks at most one
 * round of theirs, since it starts no step before they have answered the pull of the one before.
 * With {@code S} the missing blocks, {@code x - v} is the round's change of {@code S} less the
 * prediction, {@code (alpha / p) sum_j (g_i - g_j)} on {@code S} where that is the worker's own
 * gradient {@code g_i}: {@code B <= (p - 1)/p (sqrt2 sigma + 2 L alpha B)}, as {@link
 * io.flinksgd.consistency.ElasticConstant#predictedScheduler}. A prediction goes no further than a
 * round has been seen to go, so the gap is also at most twice the largest change of a round, for
 * every step and any optimizer.
 *
 * <p><b>Law of the elastic bound.</b> A step weighs the norm of its update, with any optimizer: the
 * server measures it when it applies it. A worker's uncovered mass {@code U_j}, what is above the
 * watermark, never exceeds its share of the bound: it starts a step only while the largest recent
 * mass would fit, and the server applies no more of the push than what is left. So {@code ||x - v||
 * <= sum_j U_j <= bound} for every view and every step, not in expectation. Shares follow
 * {@linkplain io.flinksgd.consistency.Membership membership} and never add up to more than one.
 * When gradients shrink, the same bound lets workers run further ahead.
 *
 * <p><b>No deadlock.</b> The gate stands before the computation, and a worker that waits has no
 * view in use: if some worker computes, it will push and the watermark moves; if none does, nothing
 * is uncovered and all may start. A worker that joins takes no view before every server has room
 * for its share. In rounds a late push is answered at once, and those that closed a round can
 * always close the next one, so servers do not wait for each other in a circle.
 *
 * <p><b>What it does not do.</b> On machines that are alike, a bound on staleness helps little:
 * with constant step times all policies do nearly the same steps at nearly the same staleness, and
 * synchronous rounds are both fresh and fast. What a bound buys shows when step times differ; and a
 * triangle inequality over many small steps in random directions is far above the true gap, so a
 * bound has to be chosen well above the gap that one wants to see.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.consistency;

import org.apiguardian.api.API;
