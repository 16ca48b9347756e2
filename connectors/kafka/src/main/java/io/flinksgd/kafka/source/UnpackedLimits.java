// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import java.io.Serializable;

/**
 * How much of what a compressed batch holds may be in memory at once. Of a record that is larger,
 * only as much is kept as shows that it is.
 *
 * @param keyBytes most bytes of a key that are kept
 * @param valueBytes most bytes of a value that are kept
 */
public record UnpackedLimits(int keyBytes, int valueBytes) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What a record has besides key and value, when its headers are left out, at most. */
  private static final int RECORD = 32;

  /** What a batch has besides its records. */
  private static final int BATCH = 128;

  /** Polls that wait between a client and its task hold a few times this. */
  private static final int PART_OF_HEAP = 32;

  /** Most bytes of a part that are kept. */
  private static final long MOST = 1 << 30;

  /** Of keys and values that are larger than these sizes, in bytes, one byte more is kept. */
  public static UnpackedLimits above(int keyBytes, int valueBytes) {
    return new UnpackedLimits(
        (int) Math.min(MOST, keyBytes + 1L), (int) Math.min(MOST, valueBytes + 1L));
  }

  /** Most bytes of a record that are kept. */
  int recordBytes() {
    return Math.addExact(Math.addExact(keyBytes, valueBytes), RECORD);
  }

  /** Bytes of a batch in which any record has room. */
  private int batchBytes() {
    return recordBytes() + BATCH;
  }

  /**
   * Bytes that a client of {@code partitions} partitions may unpack of an answer for one of them.
   */
  int batchBytes(int clientBytes, int partitions) {
    return Math.max(batchBytes(), clientBytes / Math.max(1, partitions));
  }

  /**
   * Bytes that a client may unpack at once, in a heap of {@code heap} bytes: one record at least.
   */
  int clientBytes(long heap) {
    return (int) Math.min(Integer.MAX_VALUE / 2, Math.max(batchBytes(), heap / PART_OF_HEAP));
  }
}
