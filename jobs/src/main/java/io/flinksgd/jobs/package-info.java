// SPDX-License-Identifier: Apache-2.0
/**
 * The training job and its options. {@link io.flinksgd.jobs.JobOptions} and {@link
 * io.flinksgd.flink.option.TrainingOptions} are the definitions from which the command line, the
 * keys in Flink's configuration, the help and the handbook's table are derived.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.jobs;

import org.apiguardian.api.API;
