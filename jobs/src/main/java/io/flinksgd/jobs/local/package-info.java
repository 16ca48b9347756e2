/** A Flink cluster inside this JVM, for the launcher's commands; not part of the job jar. */
package io.flinksgd.jobs.local;
