/** Models in a job of Flink that scores with them and follows their topic. */
package io.flinksgd.kafka.scoring;
