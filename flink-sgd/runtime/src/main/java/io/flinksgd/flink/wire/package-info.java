/**
 * How Flink reads and writes what has a format of its own: no reflection, no Java serialization, no
 * Kryo.
 */
package io.flinksgd.flink.wire;
