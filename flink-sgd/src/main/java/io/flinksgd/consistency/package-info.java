/**
 * How stale the view that a worker computes on may be. Free of Flink.
 *
 * <p>A distributed SGD is <em>elastically consistent</em> with constant {@code B} when the view
 * {@code v} that a gradient is computed on and the parameter {@code x} that it is applied to
 * satisfy {@code E||x - v||^2 <= alpha^2 B^2} (Nadiradze, Markov, Chatterjee, Kungurtsev, Alistarh,
 * "Elastic Consistency: A Practical Consistency Model for Distributed Stochastic Gradient Descent",
 * AAAI 2021). With second moments of at most {@code M^2} and {@code p} workers:
 *
 * <ul>
 *   <li>synchronous: {@code B = 0}; the server closes a round when every member has pushed
 *   <li>bounded delay: {@code B = tau M (p - 1)}, as in stale synchronous parallel; here a bound
 *       for every step
 *   <li>asynchronous: no bound
 * </ul>
 *
 * <p>The law of bounded delay. A server gives each applied update the next version and answers a
 * pull at some version: the worker's view version, in use until the worker has pushed. The
 * {@linkplain io.flinksgd.consistency.ViewWatermark view watermark} is the least version in use; it
 * never goes back. A worker starts a step only while at most {@code tau} of its own steps would be
 * above the watermark, or none is: so a view in use lacks at most {@code tau} steps of each other
 * worker.
 */
package io.flinksgd.consistency;
