// SPDX-License-Identifier: Apache-2.0
/** What the operators of this library share: factory, gauges, timer, accumulator. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.flink.operator;

import org.apiguardian.api.API;
