// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import io.flinksgd.message.Message;
import org.apache.flink.runtime.io.network.api.writer.SubtaskStateMapper;
import org.apache.flink.runtime.plugable.SerializationDelegate;
import org.apache.flink.streaming.runtime.partitioner.StreamPartitioner;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Sends each message to the subtask whose number it carries. A key would not do: which keys lead to
 * a subtask depends on the parallelism, which a scheduler may change.
 */
final class TargetPartitioner extends StreamPartitioner<Message> {
  private static final long serialVersionUID = 1L;

  @Override
  public int selectChannel(SerializationDelegate<StreamRecord<Message>> record) {
    return record.getInstance().getValue().target();
  }

  /** Of no effect: no message in flight is ever restored. */
  @Override
  public SubtaskStateMapper getDownstreamSubtaskStateMapper() {
    return SubtaskStateMapper.ARBITRARY;
  }

  @Override
  public StreamPartitioner<Message> copy() {
    return this;
  }

  @Override
  public boolean isPointwise() {
    return false;
  }

  @Override
  public String toString() {
    return "TARGET";
  }
}
