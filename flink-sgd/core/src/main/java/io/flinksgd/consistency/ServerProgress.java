// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * What a server tells a worker of where both stand; the token that consistency is made of. It comes
 * with every answer, and alone when the watermark moves while a worker waits.
 *
 * @param pushed the worker's last push that was applied, or 0
 * @param pushedAt the version that push made
 * @param massSquared the squared norm by which that push changed the server's part of the
 *     parameters, or NaN when it was not measured
 * @param watermark the least version of the views in use
 * @param change number of the change of membership after which the rest holds; 0 where budgets do
 *     not depend on it
 * @param shareDivisor the worker may use one part in so many of a shared bound
 * @param members workers that take part
 */
public record ServerProgress(
    long pushed,
    long pushedAt,
    double massSquared,
    long watermark,
    long change,
    int shareDivisor,
    int members) {}
