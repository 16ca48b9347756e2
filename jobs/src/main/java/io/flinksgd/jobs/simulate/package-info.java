// SPDX-License-Identifier: Apache-2.0
/** {@code flink-sgd simulate}: policies side by side on a simulated clock. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.jobs.simulate;

import org.apiguardian.api.API;
