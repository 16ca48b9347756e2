// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.message.Push;

/**
 * A push of an open round. Owned by the server's thread; arrays are not copied.
 *
 * @param worker who sent it
 * @param push what it sent
 */
public record Contribution(int worker, Push push) {}
