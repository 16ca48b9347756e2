// SPDX-License-Identifier: Apache-2.0
/** Properties, topics and rights of Kafka, and brokers that are away. */
@API(status = API.Status.INTERNAL)
package io.flinksgd.kafka.client;

import org.apiguardian.api.API;
