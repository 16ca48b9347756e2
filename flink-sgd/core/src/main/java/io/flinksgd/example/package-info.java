/** What is learned from: examples, where they came from, and those that are refused. */
package io.flinksgd.example;
