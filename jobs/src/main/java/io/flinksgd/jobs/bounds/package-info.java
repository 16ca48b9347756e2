// SPDX-License-Identifier: Apache-2.0
/** {@code flink-sgd bounds}: what a scheme's inconsistency costs, by the theorems. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.jobs.bounds;

import org.apiguardian.api.API;
