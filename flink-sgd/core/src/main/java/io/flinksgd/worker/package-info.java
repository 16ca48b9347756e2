/**
 * Workers: examples to batches, batches and views to pushes.
 *
 * <pre>
 *   gathering -> ready -> under way: pull, view arrives, gate, learn, push -> spare
 * </pre>
 */
package io.flinksgd.worker;
