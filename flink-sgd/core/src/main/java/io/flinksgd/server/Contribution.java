// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Push;

/**
 * A push of an open round.
 *
 * @param worker who sent it
 * @param push what it sent
 */
public record Contribution(int worker, Push push) {}
