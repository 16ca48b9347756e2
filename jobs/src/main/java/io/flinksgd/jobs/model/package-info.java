/** {@code flink-sgd model}: what is published on a model topic. */
package io.flinksgd.jobs.model;
