/** A worker in Flink: its operator, and its streams. What it decides is in the core. */
package io.flinksgd.flink.worker;
