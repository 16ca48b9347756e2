/** What {@code bin/flink-sgd} runs; not part of the job jar. */
package io.flinksgd.jobs.launcher;
