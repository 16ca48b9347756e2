// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.ByteUtils;

/** Bytes to which others are appended. For one thread. */
final class Bytes {
  private byte[] bytes;
  private int size;

  /** None yet, with room for {@code expected}. */
  Bytes(int expected) {
    bytes = new byte[expected];
  }

  int size() {
    return size;
  }

  /** Leaves room for {@code count} bytes that are written later. */
  void skip(int count) {
    require(count);
    size += count;
  }

  /** Removes what was appended after the first {@code before} bytes. */
  void cut(int before) {
    size = before;
  }

  void varint(int value) {
    ByteUtils.writeVarint(value, append(ByteUtils.sizeOfVarint(value)));
  }

  /** Appends {@code count} bytes of {@code in}. */
  void copy(InputStream in, int count) throws IOException {
    require(count);
    if (in.readNBytes(bytes, size, count) < count) {
      throw new EOFException("record must be as long as it says");
    }
    size += count;
  }

  void append(ByteBuffer more) {
    append(more.remaining()).put(more.duplicate());
  }

  /** The next {@code count} bytes, to be written before anything else is appended. */
  ByteBuffer append(int count) {
    skip(count);
    return from(size - count);
  }

  /** What was appended after the first {@code begin} bytes; valid until more is appended. */
  ByteBuffer from(int begin) {
    return ByteBuffer.wrap(bytes, begin, size - begin).slice();
  }

  private void require(int count) {
    int needed = Math.addExact(size, count);
    if (needed > bytes.length) {
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
    }
  }
}
