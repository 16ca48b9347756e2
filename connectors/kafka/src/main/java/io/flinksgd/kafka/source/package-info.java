/** Flink's Kafka source with what it lacks: restores, slow brokers and lost offsets. */
package io.flinksgd.kafka.source;
