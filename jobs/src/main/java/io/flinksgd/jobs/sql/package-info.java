/** {@code flink-sgd sql}: scripts of Flink SQL on a broker and a cluster of their own. */
package io.flinksgd.jobs.sql;
