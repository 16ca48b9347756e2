/** How coordinates move: SGD, AdaGrad, FTRL-Proximal, learning-rate schedules. Free of Flink. */
package io.flinksgd.optimizer;
