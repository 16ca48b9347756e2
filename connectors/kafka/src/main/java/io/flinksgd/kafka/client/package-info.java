/** Properties, topics and rights of Kafka, and brokers that are away. */
package io.flinksgd.kafka.client;
