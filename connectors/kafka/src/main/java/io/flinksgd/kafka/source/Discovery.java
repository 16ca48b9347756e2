// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/**
 * The context of an enumerator that looks for partitions once, and that notices when it has done
 * so: when none of its calls is pending. Owned by the coordinator's thread.
 */
final class Discovery extends WaitingContext {
  private boolean done;

  Discovery(SplitEnumeratorContext<KafkaPartitionSplit> context) {
    super(context);
  }

  @Override
  void atRest() {
    if (!done) {
      done = true;
      registeredReaders().keySet().forEach(this::signalNoMoreSplits);
    }
  }

  /** A reader is there and has been given what waited for it. */
  void registered(int reader) {
    if (done) {
      signalNoMoreSplits(reader);
    }
  }
}
