/** The operators that add up what all workers report, and whatever was rejected. */
package io.flinksgd.flink.evaluation;
