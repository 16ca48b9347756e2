/** The flights that the demo and the benchmarks learn from. */
package io.flinksgd.jobs.flights;
