// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.CloseableIterator;
import org.junit.jupiter.api.Test;

final class BatchScreenTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);
  private static final long HEAP = 32 * 4096;
  private static final List<CompressionType> TYPES = List.of(CompressionType.values());

  /** What a client hands out; parts that are longer than they may be are cut as they are here. */
  private record Read(long offset, long timestamp, String key, String value) {
    static Read of(Record record, UnpackedLimits limits) {
      return new Read(
          record.offset(),
          record.timestamp(),
          part(record.hasKey() ? record.key() : null, limits.keyBytes()),
          part(record.hasValue() ? record.value() : null, limits.valueBytes()));
    }

    private static String part(ByteBuffer bytes, int most) {
      String text = bytes == null ? null : StandardCharsets.ISO_8859_1.decode(bytes).toString();
      return text == null || text.length() <= most ? text : text.substring(0, most);
    }
  }

  private static final class Log {
    private final List<ByteBuffer> batches = new ArrayList<>();
    private long end = 7;

    void batch(CompressionType type, int gap, byte[]... values) {
      MemoryRecordsBuilder builder = builder(type, end);
      for (byte[] value : values) {
        builder.appendWithOffset(end, 1000 + end, null, value);
        end += 1 + gap;
      }
      add(builder);
    }

    void random(Random random, CompressionType type) {
      MemoryRecordsBuilder builder = builder(type, end);
      for (int left = 1 + random.nextInt(20); left > 0; left--) {
        Header[] headers =
            random.nextInt(9) == 0
                ? new Header[] {new RecordHeader("h", new byte[random.nextInt(9000)])}
                : new Header[0];
        byte[] key = random.nextBoolean() ? null : bytes(random, 20);
        byte[] value = random.nextInt(9) == 0 ? null : bytes(random, 300);
        builder.appendWithOffset(end, random.nextInt(1000), wrapped(key), wrapped(value), headers);
        end += 1 + random.nextInt(3);
      }
      add(builder);
    }

    private static byte[] bytes(Random random, int most) {
      byte[] bytes = new byte[random.nextInt(random.nextInt(9) == 0 ? 9000 : most)];
      Arrays.fill(bytes, (byte) random.nextInt(3));
      return bytes;
    }

    private static ByteBuffer wrapped(byte[] bytes) {
      return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static MemoryRecordsBuilder builder(CompressionType type, long base) {
      return MemoryRecords.builder(
          ByteBuffer.allocate(64),
          RecordBatch.MAGIC_VALUE_V2,
          Compression.of(type).build(),
          TimestampType.CREATE_TIME,
          base);
    }

    private void add(MemoryRecordsBuilder builder) {
      batches.add(builder.build().buffer());
    }

    /** As a broker answers: whole batches, from that on which has the offset. */
    MemoryRecords from(long offset) {
      ByteBuffer out = ByteBuffer.allocate(batches.stream().mapToInt(ByteBuffer::remaining).sum());
      for (ByteBuffer batch : batches) {
        MemoryRecords records = MemoryRecords.readableRecords(batch.duplicate());
        if (records.batches().iterator().next().lastOffset() >= offset) {
          out.put(batch.duplicate());
        }
      }
      return MemoryRecords.readableRecords(out.flip());
    }
  }

  /** Reads as a client does: what is in front of the offset that it asked for it leaves out. */
  private static List<Read> read(Log log, BatchScreen screen, UnpackedLimits limits) {
    List<Read> all = new ArrayList<>();
    long position = 0;
    while (position < log.end) {
      MemoryRecords records = log.from(position);
      if (records.sizeInBytes() == 0) {
        break;
      }
      MemoryRecords screened = screen.screen(PARTITION, records, position, 1);
      long before = position;
      for (MutableRecordBatch batch : screened.batches()) {
        batch.ensureValid();
        try (CloseableIterator<Record> each = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
          while (each.hasNext()) {
            Record record = each.next();
            if (record.offset() >= position) {
              all.add(Read.of(record, limits));
            }
          }
        }
        position = batch.nextOffset();
      }
      assertThat(position).as("the client goes on").isGreaterThan(before);
    }
    return all;
  }

  private static List<Read> expected(Log log, UnpackedLimits limits) {
    List<Read> all = new ArrayList<>();
    for (MutableRecordBatch batch : log.from(0).batches()) {
      batch.forEach(record -> all.add(Read.of(record, limits)));
    }
    return all;
  }

  @Test
  void whateverIsUnpackedIsReadOnceAndIsTheSameUpToItsLimits() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      UnpackedLimits limits = new UnpackedLimits(random.nextInt(50), random.nextInt(2000));
      Log log = new Log();
      for (int batches = random.nextInt(5); batches >= 0; batches--) {
        log.random(random, TYPES.get(random.nextInt(TYPES.size())));
      }
      int records = 1 + random.nextInt(500);
      try (BatchScreen screen = new BatchScreen(limits, random.nextInt(1 << 20), records)) {
        assertThat(read(log, screen, limits)).as("seed=" + seed).isEqualTo(expected(log, limits));
      }
    }
  }

  @Test
  void ofARecordThatIsTooLargeAsMuchIsKeptAsShowsIt() {
    UnpackedLimits limits = new UnpackedLimits(10, 1001);
    Log log = new Log();
    log.batch(CompressionType.ZSTD, 0, new byte[1], new byte[30 << 20], new byte[1]);
    MemoryRecords screened = screened(log, limits, 0);
    assertThat(screened.sizeInBytes()).isLessThan(1300);
    List<Integer> sizes = new ArrayList<>();
    screened.records().forEach(record -> sizes.add(record.valueSize()));
    assertThat(sizes).containsExactly(1, 1001, 1);
  }

  private static MemoryRecords screened(Log log, UnpackedLimits limits, long from) {
    try (BatchScreen screen = new BatchScreen(limits, HEAP, 500)) {
      return screen.screen(PARTITION, log.from(from), from, 1);
    }
  }

  @Test
  void anAnswerIsCutWhereTheClientWouldUnpackTooMuchAtOnce() {
    Log log = new Log();
    byte[] kilobyte = new byte[1000];
    for (int i = 0; i < 3; i++) {
      log.batch(CompressionType.GZIP, 1, kilobyte, kilobyte, kilobyte);
    }
    MemoryRecords screened = screened(log, new UnpackedLimits(10, 1001), 9);
    List<Long> offsets = new ArrayList<>();
    screened.records().forEach(record -> offsets.add(record.offset()));
    assertThat(offsets).containsExactly(9L, 11L, 13L);
    assertThat(screened.sizeInBytes()).isLessThan(4096);
  }

  @Test
  void batchesOfSmallRecordsAreLeftToTheClientBehindThat() {
    Log log = new Log();
    for (int i = 0; i < 300; i++) {
      log.batch(CompressionType.GZIP, 0, new byte[1], new byte[2], new byte[3]);
    }
    MemoryRecords screened;
    try (BatchScreen screen = new BatchScreen(new UnpackedLimits(10, 100), HEAP, 100)) {
      screened = screen.screen(PARTITION, log.from(0), 0, 1);
    }
    List<CompressionType> types = new ArrayList<>();
    screened.batches().forEach(batch -> types.add(batch.compressionType()));
    assertThat(types).hasSize(300).startsWith(CompressionType.NONE).endsWith(CompressionType.GZIP);
  }

  @Test
  void uncompressedBatchesAreLeftAsTheyAre() {
    Log log = new Log();
    log.batch(CompressionType.NONE, 0, new byte[100_000]);
    MemoryRecords records = log.from(0);
    try (BatchScreen screen = new BatchScreen(new UnpackedLimits(10, 100), HEAP, 500)) {
      assertThat(screen.screen(PARTITION, records, 0, 1)).isSameAs(records);
    }
  }

  @Test
  void aBatchThatIsNoneIsAnErrorThatSaysWhere() {
    Log log = new Log();
    log.batch(CompressionType.GZIP, 0, new byte[100]);
    ByteBuffer batch = log.batches.get(0);
    batch.putInt(57, 2); // one record more than there are
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(batch.slice(21, batch.remaining() - 21));
    batch.putInt(17, (int) crc.getValue());
    try (BatchScreen screen = new BatchScreen(new UnpackedLimits(10, 1000), HEAP, 500)) {
      // what comes before the error is read
      MemoryRecords first = screen.screen(PARTITION, log.from(7), 7, 1);
      assertThat(first.records()).hasSize(1);
      assertThat(first.batches().iterator().next().nextOffset()).isEqualTo(8);
      assertThatThrownBy(() -> screen.screen(PARTITION, MemoryRecords.readableRecords(batch), 8, 1))
          .isInstanceOf(KafkaException.class)
          .hasMessageContaining("topic=t, partition=0, offset=8");
    }
  }
}
