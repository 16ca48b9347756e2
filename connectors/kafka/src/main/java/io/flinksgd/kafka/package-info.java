// SPDX-License-Identifier: Apache-2.0
/**
 * Kafka in and out of a training job.
 *
 * <pre>
 *   example topics --- KafkaExamples ---> training ---> KafkaModel -------> model topic ---> ModelReader
 *                           |                |            (compacted, transactions)        (no Flink needed)
 *                           |                +--------> KafkaPredictions, KafkaProgress
 *                           +-------------------------> KafkaRejected
 * </pre>
 *
 * {@link io.flinksgd.kafka.client.KafkaTopics} checks and makes the topics. Values are JSON, models
 * are binary; nothing that comes over Kafka is deserialized as Java objects.
 */
@API(status = API.Status.INTERNAL)
package io.flinksgd.kafka;

import org.apiguardian.api.API;
