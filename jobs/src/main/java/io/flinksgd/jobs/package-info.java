/**
 * The training job and its options. {@link io.flinksgd.jobs.TrainingOptions} is the one definition
 * from which the command line, the keys in Flink's configuration, the help and the README's table
 * are derived.
 */
package io.flinksgd.jobs;
