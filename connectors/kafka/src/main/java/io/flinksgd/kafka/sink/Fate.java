// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.client.TransactionalId;
import java.util.Optional;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.kafka.clients.admin.TransactionDescription;

/**
 * What became of a transaction that a checkpoint holds, by what Kafka says of its id. A transaction
 * ends with its epoch, by being committed, or with the next one, by being aborted when it was too
 * old. Protocols since Kafka 4.0 count the epoch up with each end.
 */
enum Fate {
  /** It can be committed. */
  OPEN("is open"),
  /** It was committed. */
  COMMITTED("is committed"),
  /** It was aborted by Kafka. */
  ABORTED("was aborted by Kafka"),
  /** Another job has ended it, see {@link KafkaTopics#endOthers}. */
  ENDED("was ended by another job, which took the topic or found it left open"),
  /**
   * Its id has been used since: an attempt of the job that was restored from the same checkpoint
   * had ended it, and whatever was lost then was said then.
   */
  USED_AGAIN("has an id that is in use again"),
  /** Kafka has forgotten its id. */
  FORGOTTEN("is one that Kafka does not know any more"),
  /** Kafka cannot be asked. */
  UNKNOWN("could not be committed");

  private final String words;

  Fate(String words) {
    this.words = words;
  }

  /** Asks Kafka. */
  static Fate of(TopicSettings settings, KafkaCommittable transaction) {
    try (KafkaTopics topics = KafkaTopics.connect(settings.address().client())) {
      String id = transaction.getTransactionalId();
      Fate fate = of(topics.transaction(id), transaction);
      if (fate != USED_AGAIN && fate != ABORTED) {
        return fate;
      }
      String mark = TransactionalId.mark(id, transaction.getProducerId(), transaction.getEpoch());
      return topics.transaction(mark).isPresent() ? ENDED : fate;
    }
  }

  private static Fate of(Optional<TransactionDescription> known, KafkaCommittable transaction) {
    if (known.isEmpty()) {
      return FORGOTTEN;
    }
    TransactionDescription now = known.get();
    int later = now.producerEpoch() - transaction.getEpoch();
    boolean same = now.producerId() == transaction.getProducerId() && (later == 0 || later == 1);
    return same ? of(now, later) : USED_AGAIN;
  }

  private static Fate of(TransactionDescription now, int later) {
    return switch (now.state()) {
      case COMPLETE_COMMIT, PREPARE_COMMIT -> COMMITTED;
      case COMPLETE_ABORT, PREPARE_ABORT, PREPARE_EPOCH_FENCE -> ABORTED;
      default -> later == 0 ? OPEN : USED_AGAIN;
    };
  }

  @Override
  public String toString() {
    return words;
  }
}
