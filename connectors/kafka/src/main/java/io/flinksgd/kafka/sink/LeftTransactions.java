// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.client.TransactionalId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions that a job of another lineage has left open on a topic, behind which readers of
 * committed records cannot read. Those in which nothing is written for a while are ended: it has
 * died, or it is idle, and then it fails, goes back to its last checkpoint and writes them again. A
 * job that writes is left alone.
 */
final class LeftTransactions {
  private static final Logger LOG = LoggerFactory.getLogger(LeftTransactions.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private LeftTransactions() {}

  /**
   * Ends them, and waits for up to {@code patience} if there are any.
   *
   * @param own prefix of the ids of this job
   */
  static void end(KafkaTopics topics, TopicSettings settings, String own, Duration patience) {
    long begin = System.nanoTime();
    Map<TransactionalId, String> left = others(topics, settings, own);
    if (!left.isEmpty()) {
      LOG.warn(
          "topic {} has transactions that another job has left open or writes: {}",
          settings.topic(),
          left.keySet());
    }
    while (!left.isEmpty() && System.nanoTime() - begin < patience.toNanos()) {
      LockSupport.parkNanos(Math.min(LOOK.toNanos(), patience.toNanos()));
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      left.entrySet().retainAll(others(topics, settings, own).entrySet());
    }
    if (!left.isEmpty()) {
      Set<String> dead =
          left.keySet().stream().map(TransactionalId::text).collect(Collectors.toSet());
      topics.endOthers(dead);
    }
  }

  private static Map<TransactionalId, String> others(
      KafkaTopics topics, TopicSettings settings, String own) {
    Map<TransactionalId, String> open = topics.openTransactions(settings.topic());
    open.keySet().removeIf(id -> id.isOf(own) || !id.isOfAny(settings.delivery().prefix()));
    return open;
  }
}
