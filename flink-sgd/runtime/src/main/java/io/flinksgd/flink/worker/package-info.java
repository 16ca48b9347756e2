// SPDX-License-Identifier: Apache-2.0
/** A worker in Flink: its operator, and its streams. What it decides is in the core. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.flink.worker;

import org.apiguardian.api.API;
