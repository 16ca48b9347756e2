/** What records are written in, and how they become examples. */
package io.flinksgd.kafka.format;
