// SPDX-License-Identifier: Apache-2.0
/**
 * Flink's Kafka sink with what it lacks: topics that are made, a model's one writer, brokers that
 * are waited for, reports that hold up nothing.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.kafka.sink;

import org.apiguardian.api.API;
