/** Measures training against a plain Java loop and against a job that only reads. */
package io.flinksgd.jobs.benchmark;
