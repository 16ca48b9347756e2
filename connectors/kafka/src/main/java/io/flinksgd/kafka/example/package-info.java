/** Examples out of topics and streams, and what trains on them. */
package io.flinksgd.kafka.example;
