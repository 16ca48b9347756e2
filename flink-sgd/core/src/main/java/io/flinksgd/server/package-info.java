/**
 * Servers: each holds a range of the model's pages, applies pushes and answers pulls, at once or in
 * rounds.
 */
package io.flinksgd.server;
