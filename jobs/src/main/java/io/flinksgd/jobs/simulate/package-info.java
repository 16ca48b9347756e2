/** {@code flink-sgd simulate}: policies side by side on a simulated clock. */
package io.flinksgd.jobs.simulate;
