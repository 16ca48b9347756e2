// SPDX-License-Identifier: Apache-2.0
/** The operators that add up what all workers report, and whatever was rejected. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.flink.evaluation;

import org.apiguardian.api.API;
