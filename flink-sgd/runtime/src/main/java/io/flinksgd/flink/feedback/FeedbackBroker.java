// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.feedback;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where tail and head, which run in the same JVM because they are co-located, find their channel. A
 * channel is entered by whichever comes first and is removed when the head closes it.
 */
final class FeedbackBroker {
  private static final Map<FeedbackKey, FeedbackChannel<?>> CHANNELS = new ConcurrentHashMap<>();

  private FeedbackBroker() {}

  @SuppressWarnings("unchecked") // both ends of a loop agree on its type
  static <T> FeedbackChannel<T> channel(FeedbackKey key) {
    return (FeedbackChannel<T>) CHANNELS.computeIfAbsent(key, FeedbackChannel::new);
  }

  /** Takes out {@code channel}; one that has taken its place stays. */
  static void remove(FeedbackKey key, FeedbackChannel<?> channel) {
    CHANNELS.remove(key, channel);
  }
}
