/**
 * What is learned from and what is learned: examples, features and how they become coordinates,
 * linear models and their losses. Free of Flink.
 */
package io.flinksgd.model;
