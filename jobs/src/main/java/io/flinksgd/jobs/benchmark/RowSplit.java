// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import java.nio.ByteBuffer;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Every {@code stride}-th row from {@code next} on, before {@code end}. Mutable: a reader moves
 * {@code next}.
 */
final class RowSplit implements SourceSplit {
  final int number;
  final long end;
  final int stride;
  long next;

  RowSplit(int number, long next, long end, int stride) {
    this.number = number;
    this.next = next;
    this.end = end;
    this.stride = stride;
  }

  RowSplit copy() {
    return new RowSplit(number, next, end, stride);
  }

  @Override
  public String splitId() {
    return "rows-" + number;
  }

  /** Four numbers. */
  static final class Serializer implements SimpleVersionedSerializer<RowSplit> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(RowSplit split) {
      return ByteBuffer.allocate(24)
          .putInt(split.number)
          .putLong(split.next)
          .putLong(split.end)
          .putInt(split.stride)
          .array();
    }

    @Override
    public RowSplit deserialize(int version, byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      int number = in.getInt();
      long next = in.getLong();
      long end = in.getLong();
      return new RowSplit(number, next, end, in.getInt());
    }
  }
}
