// SPDX-License-Identifier: Apache-2.0
/** Flink's Kafka source with what it lacks: restores, slow brokers and lost offsets. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.kafka.source;

import org.apiguardian.api.API;
