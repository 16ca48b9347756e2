/**
 * The training job and its options. {@link io.flinksgd.jobs.JobOptions} and {@link
 * io.flinksgd.flink.option.TrainingOptions} are the definitions from which the command line, the
 * keys in Flink's configuration, the help and the handbook's table are derived.
 */
package io.flinksgd.jobs;
