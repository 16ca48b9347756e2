/**
 * A server in Flink: its operator, and its pages in keyed state. What it decides is in the core.
 */
package io.flinksgd.flink.server;
