// SPDX-License-Identifier: Apache-2.0
/**
 * A server in Flink: its operator, and its pages in keyed state. What it decides is in the core.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.flink.server;

import org.apiguardian.api.API;
