// SPDX-License-Identifier: Apache-2.0
/**
 * Servers: each holds a range of the model's pages, applies pushes and answers pulls, at once or in
 * rounds. A step's way:
 *
 * <pre>
 *   ServerLogic.receive(Step)          the one dispatch; ServerCodecs decodes the push
 *     ImmediateProtocol | RoundProtocol      when to apply, when to answer
 *       PushUpdate | RoundUpdate             the model is written here, and nowhere else:
 *         NormClipper, GradientSum             how much of it, or the sum of a round
 *         Parameters.apply                     the states of coordinates, in Pages
 *       ServerSender.reply                   values, version, watermark
 * </pre>
 *
 * <p>{@code ServerState} holds what both protocols need: who takes part, the version, staleness,
 * norms.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.server;

import org.apiguardian.api.API;
