// SPDX-License-Identifier: Apache-2.0
/** Measures training against a plain Java loop and against a job that only reads. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.jobs.benchmark;

import org.apiguardian.api.API;
