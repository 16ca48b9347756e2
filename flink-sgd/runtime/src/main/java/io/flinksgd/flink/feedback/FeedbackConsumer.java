// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.feedback;

/** The head of a loop. */
@FunctionalInterface
public interface FeedbackConsumer<T> {
  /** Takes a record that the tail put into the channel; called on the head's thread. */
  void receive(T record) throws Exception;
}
