/** The operator that makes a version of the cuts of all servers. */
package io.flinksgd.flink.publication;
