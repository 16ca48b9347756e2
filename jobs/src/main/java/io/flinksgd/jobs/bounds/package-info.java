/** {@code flink-sgd bounds}: what a scheme's inconsistency costs, by the theorems. */
package io.flinksgd.jobs.bounds;
