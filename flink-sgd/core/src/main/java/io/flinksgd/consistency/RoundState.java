// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * How far an open round has come.
 *
 * <p>Immutable, of any thread.
 *
 * @param members workers that take part, at least one
 * @param pushed how many of them have pushed in this round; at least one
 * @param pushedNorm the norms of their pushes at this server, added up: of gradients, or with local
 *     steps of the changes of the first float of each state
 * @param largestNorm the largest norm of any push so far, likewise
 * @param again whether all members whose pushes closed the last round have pushed
 */
public record RoundState(
    int members, int pushed, double pushedNorm, double largestNorm, boolean again) {}
