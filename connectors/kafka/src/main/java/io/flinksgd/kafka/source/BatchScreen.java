// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;

/**
 * Keeps what a Kafka client unpacks within limits. Kafka's own limits are on compressed batches:
 * 600 MB of zeros come in 19 kB, and the client makes an array for each record, and takes hundreds
 * of records at once, before anybody can see how large they are. So batches are unpacked here where
 * they may be large, as streams, and become uncompressed ones, which the client reads as they are.
 *
 * <ul>
 *   <li>Of a record that is larger than it may be, only the beginning of key and value is kept,
 *       enough to show whoever reads it that it is too large.
 *   <li>An answer that cannot become more than the client may have at once is left as it is, see
 *       {@link UnpackedBound}.
 *   <li>Else as much of it is unpacked as the client may have at once for each of its partitions.
 *       Batches behind that are left as they are if each of their records is small, for a client
 *       takes a limited number of records at once; else the answer is cut there, and the client
 *       asks for the rest when it has read the beginning.
 *   <li>A batch that is cut stays open, so that its rest is not unpacked from its beginning again.
 * </ul>
 *
 * <p>For one thread.
 */
final class BatchScreen implements Closeable {
  /** Most bytes of a batch that are unpacked to see whether its records are small. */
  private static final long LOOKED_AT = 1L << 28;

  private final UnpackedLimits limits;
  private final int clientBytes;
  private final int smallBytes;
  private final BufferSupplier buffers = BufferSupplier.create();
  private final Map<TopicPartition, UnpackedBatch> open = new HashMap<>();

  /**
   * A screen for one client.
   *
   * @param heap bytes of the heap
   * @param records most records that the client takes at once, {@code max.poll.records}
   */
  BatchScreen(UnpackedLimits limits, long heap, int records) {
    this.limits = limits;
    this.clientBytes = limits.clientBytes(heap);
    this.smallBytes = clientBytes / Math.max(1, records);
  }

  /**
   * The records of an answer that the client gets: all of them, or those at the beginning.
   *
   * @param from the offset that was asked for
   * @param partitions number of partitions that the client reads
   * @throws KafkaException if a batch cannot be unpacked
   */
  MemoryRecords screen(TopicPartition partition, MemoryRecords records, long from, int partitions) {
    if (bound(records) <= limits.batchBytes(clientBytes, partitions)) {
      return records;
    }
    try {
      return unpacked(partition, records, from, partitions);
    } catch (IOException | RuntimeException e) {
      close(open.remove(partition));
      throw new KafkaException(
          "batch must be what Kafka's format says: topic=%s, partition=%d, offset=%d"
              .formatted(partition.topic(), partition.partition(), from),
          e);
    }
  }

  /** Most bytes that compressed batches can become; most answers go to the client by this. */
  private static long bound(MemoryRecords records) {
    ByteBuffer all = records.buffer();
    int at = all.position();
    long bound = 0;
    for (MutableRecordBatch batch : records.batches()) {
      int size = batch.sizeInBytes();
      if (batch instanceof DefaultRecordBatch && batch.isCompressed()) {
        int header = DefaultRecordBatch.RECORD_BATCH_OVERHEAD;
        ByteBuffer compressed = all.slice(at + header, size - header);
        long most = UnpackedBound.of(batch.compressionType(), compressed);
        if (most > Integer.MAX_VALUE) {
          return most;
        }
        bound += most;
      }
      at += size;
    }
    return bound;
  }

  /** Whether a batch is to be unpacked here. The client deals with one that is damaged. */
  private static boolean isCompressed(RecordBatch batch) {
    return batch instanceof DefaultRecordBatch
        && batch.isCompressed()
        && batch.countOrNull() > 0
        && batch.isValid();
  }

  private MemoryRecords unpacked(
      TopicPartition partition, MemoryRecords records, long from, int partitions)
      throws IOException {
    int left = limits.batchBytes(clientBytes, partitions);
    Bytes out = new Bytes((int) Math.min(left, 4L * records.sizeInBytes()));
    ByteBuffer all = records.buffer();
    int at = all.position();
    for (MutableRecordBatch batch : records.batches()) {
      ByteBuffer raw = all.slice(at, batch.sizeInBytes());
      at += batch.sizeInBytes();
      if (!isCompressed(batch)) {
        out.append(raw);
        continue;
      }
      DefaultRecordBatch compressed = (DefaultRecordBatch) batch;
      UnpackedBatch before = open.get(partition);
      UnpackedBatch unpacking = open(partition, compressed, raw, from);
      int begin = out.size();
      boolean some = unpacking.unpack(out, from, left);
      left -= out.size() - begin;
      if (unpacking.isFinished()) {
        close(open.remove(partition));
      } else if (unpacking != before && !unpacking.isBroken() && isSmall(compressed)) {
        close(open.remove(partition));
        left += out.size() - begin;
        out.cut(begin);
        out.append(raw);
      } else {
        if (!some) {
          close(open.remove(partition));
        }
        break;
      }
    }
    return MemoryRecords.readableRecords(out.from(0));
  }

  private UnpackedBatch open(
      TopicPartition partition, DefaultRecordBatch batch, ByteBuffer raw, long from)
      throws IOException {
    UnpackedBatch last = open.get(partition);
    if (last != null && last.isAt(batch, from)) {
      return last;
    }
    close(last);
    UnpackedBatch begun = new UnpackedBatch(batch, raw, limits, buffers);
    open.put(partition, begun);
    return begun;
  }

  /** Whether a client may unpack {@code batch} itself, as many records at once as it takes. */
  private boolean isSmall(DefaultRecordBatch batch) throws IOException {
    long bytes = 0;
    try (InputStream in = batch.recordInputStream(buffers)) {
      for (int left = batch.countOrNull(); left > 0; left--) {
        int length = UnpackedBatch.lengthOf(in);
        bytes += length;
        if (length > smallBytes || bytes > LOOKED_AT) {
          return false;
        }
        in.skipNBytes(length);
      }
    }
    return true;
  }

  private static void close(UnpackedBatch batch) {
    if (batch != null) {
      try {
        batch.close();
      } catch (IOException e) {
        throw new KafkaException(e);
      }
    }
  }

  @Override
  public void close() {
    open.values().forEach(BatchScreen::close);
    open.clear();
  }
}
