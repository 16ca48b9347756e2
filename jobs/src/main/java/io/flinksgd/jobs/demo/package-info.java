// SPDX-License-Identifier: Apache-2.0
/**
 * {@code flink-sgd demo}: late arrivals of flights, learned live from an embedded Kafka.
 *
 * <pre>
 *  flights.csv --Feed--&gt; flights --training job--&gt; flights-model    --ModelReader--+
 *                                       |                                          v
 *                                       +--------&gt; flights-metrics  --Watch--&gt; Terminal, Report
 *                                       +--------&gt; flights-rejected ----^
 * </pre>
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.jobs.demo;

import org.apiguardian.api.API;
