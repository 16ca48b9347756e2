// SPDX-License-Identifier: Apache-2.0
/** What {@code bin/flink-sgd} runs; not part of the job jar. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.jobs.launcher;

import org.apiguardian.api.API;
