/**
 * How coordinates move: SGD, momentum, Adam, AdaGrad, FTRL-Proximal, learning-rate schedules. Free
 * of Flink.
 */
package io.flinksgd.optimizer;
