// SPDX-License-Identifier: Apache-2.0
/**
 * Servers: each holds a range of the model's pages, applies pushes and answers pulls, at once or in
 * rounds.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.server;

import org.apiguardian.api.API;
