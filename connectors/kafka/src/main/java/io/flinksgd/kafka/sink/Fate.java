package io.flinksgd.kafka.sink;

import io.flinksgd.kafka.client.KafkaTopics;
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
  /**
   * Its id has been used since: an attempt of the job that was restored from the same checkpoint
   * had ended it, and whatever was lost then was said then. So it looks, too, when another job has
   * ended what this one had left open on the topic, see {@link LeftTransactions}.
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
    try (KafkaTopics topics = KafkaTopics.connect(settings.client())) {
      return of(topics.transaction(transaction.getTransactionalId()), transaction);
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
