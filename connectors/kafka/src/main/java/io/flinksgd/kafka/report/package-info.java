/** Results that were written to topics, read again by Flink. */
package io.flinksgd.kafka.report;
