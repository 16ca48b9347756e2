// SPDX-License-Identifier: Apache-2.0
/**
 * How coordinates move: SGD, momentum, Adam, AdaGrad, FTRL-Proximal, learning-rate schedules. Free
 * of Flink.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.optimizer;

import org.apiguardian.api.API;
