/** What the operators of this library have in common. */
package io.flinksgd.flink.operator;
