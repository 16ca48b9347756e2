// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.kafka.client.KafkaTopics;
import java.io.Serializable;
import java.time.Duration;

/**
 * What a sink knows of its topic.
 *
 * @param address where it is
 * @param delivery how surely records arrive
 * @param content what is written to it
 * @param create whether it is made if it is missing
 */
record TopicSettings(TopicAddress address, Delivery delivery, Content content, boolean create)
    implements Serializable {
  /** Of records that are not a model. */
  private static final Duration RETENTION = Duration.ofDays(7);

  /** What is written to a topic. */
  sealed interface Content extends Serializable {}

  /** Records of many writers, which are kept for a time. */
  record Log() implements Content {}

  /**
   * The versions of a model, which have one writer and are compacted.
   *
   * @param takeOver whether a live writer is put out of its place
   * @param table whose training writes it, or empty
   */
  record Model(boolean takeOver, String table) implements Content {}

  /** The topic's name. */
  String topic() {
    return address.topic();
  }

  /**
   * Makes sure that the topic is there.
   *
   * @param partitions if it has to be made
   * @throws IllegalStateException if it is not and must not be made
   */
  void provide(KafkaTopics topics, int partitions) {
    boolean model = content instanceof Model;
    if (!create) {
      int unused = topics.partitions(topic());
      if (model) {
        topics.checkModel(topic());
      }
    } else if (model) {
      topics.model(topic());
    } else {
      topics.log(topic(), partitions, RETENTION);
    }
  }

  /** Leaves the client properties out: they may hold secrets. */
  @Override
  public String toString() {
    return address.toString();
  }
}
