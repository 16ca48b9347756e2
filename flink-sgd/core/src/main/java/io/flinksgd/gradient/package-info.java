/** Mini-batches in columns, and what turns one and a view into a push. Free of Flink. */
package io.flinksgd.gradient;
