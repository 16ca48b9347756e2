// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

/**
 * One server's part of a view: what it answers to a pull. Its arrays may be borrowed, see {@link
 * Message}.
 *
 * @param pull the {@link Pull#id} that is answered
 * @param version updates that the server had applied when it answered
 * @param examples examples that the model had learned from
 * @param latePushes pushes that the last round lacked; their places may be predicted
 * @param payload the state of each coordinate asked for (with local steps) or its weight, in the
 *     order of the pull
 */
public record View(long pull, long version, long examples, int latePushes, Payload payload) {}
