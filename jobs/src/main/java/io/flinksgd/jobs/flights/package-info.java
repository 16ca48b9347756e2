// SPDX-License-Identifier: Apache-2.0
/** The flights that the demo and the benchmarks learn from. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.jobs.flights;

import org.apiguardian.api.API;
