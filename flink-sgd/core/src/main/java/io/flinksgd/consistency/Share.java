// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.consistency;

/**
 * A worker's share of a bound that all workers share, see {@link Membership}.
 *
 * <p>Immutable, of any thread.
 *
 * @param membershipChange number of the change of membership that it follows from; 0 where bounds
 *     are not shared
 * @param divisor the worker may use one part in so many of the bound
 * @param members workers that take part
 */
public record Share(long membershipChange, int divisor, int members) {}
