// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * A compressed batch that is unpacked piece by piece, each piece an uncompressed batch of its own
 * with the same offsets. What is unpacked is read as a stream: no array is made for a record before
 * its size has been looked at. Layout of a batch and of a record: Kafka's message format, version
 * 2, in which the records of a batch are the same bytes whether it is compressed or not.
 *
 * <p>For one thread.
 */
final class UnpackedBatch implements Closeable {
  private static final int HEADER = DefaultRecordBatch.RECORD_BATCH_OVERHEAD;
  private static final int LENGTH_AT = 8;
  private static final int RECORDS_AFTER_LENGTH = 12;
  private static final int ATTRIBUTES_AT = 21;
  private static final int COMPRESSION = 7;
  private static final int LONGEST_VARINT = 5;
  private static final int NOT_READ = -1;

  private final DefaultRecordBatch batch;
  private final ByteBuffer raw;
  private final UnpackedLimits limits;
  private final InputStream in;
  private int left;
  private long next;
  private boolean broken;

  /** Bytes of the record that comes next, when they have been read and it had to wait. */
  private int length = NOT_READ;

  /** {@code raw} is {@code batch} as it came. */
  UnpackedBatch(
      DefaultRecordBatch batch, ByteBuffer raw, UnpackedLimits limits, BufferSupplier buffers) {
    this.batch = batch;
    this.raw = raw;
    this.limits = limits;
    this.in = batch.recordInputStream(buffers);
    this.left = batch.countOrNull();
    this.next = batch.baseOffset();
  }

  /** Whether {@code other} is this batch, of which the record at {@code offset} comes next. */
  boolean isAt(DefaultRecordBatch other, long offset) {
    return !broken
        && next == offset
        && other.baseOffset() == batch.baseOffset()
        && other.sizeInBytes() == batch.sizeInBytes()
        && other.checksum() == batch.checksum();
  }

  /** Whether all of its records have been appended. */
  boolean isFinished() {
    return left == 0 && !broken;
  }

  /** Whether a record could not be read, behind some that were appended. */
  boolean isBroken() {
    return broken;
  }

  /**
   * Appends the next records, from offset {@code from} on, as a batch to {@code out}.
   *
   * @param most bytes that the batch may have
   * @return whether there was a record to append, or nothing is left
   * @throws IOException if a record cannot be read; those before it have been appended if there are
   *     any, and then it is thrown by the next call
   */
  boolean unpack(Bytes out, long from, int most) throws IOException {
    int begin = out.size();
    out.skip(HEADER);
    int records = 0;
    int end = out.size();
    try {
      while (left > 0) {
        if (length == NOT_READ) {
          length = lengthOf(in);
        }
        int kept = LONGEST_VARINT + Math.min(length, limits.recordBytes());
        if (out.size() - begin + kept > most) {
          break;
        }
        long offset = batch.baseOffset() + record(out);
        length = NOT_READ;
        left--;
        if (left == 0 && in.read() >= 0) {
          throw new IOException("batch must have as many records as it says");
        }
        if (offset < from) {
          out.cut(end);
        } else {
          records++;
          next = offset + 1;
          end = out.size();
        }
      }
    } catch (IOException | RuntimeException e) {
      if (records == 0) {
        throw e;
      }
      broken = true; // the next call reads the record again, and meets the error again
      out.cut(end);
    }
    if (records == 0 && left > 0) {
      out.cut(begin);
      return false;
    }
    finish(out, begin, records);
    return true;
  }

  static int lengthOf(InputStream in) throws IOException {
    int length = ByteUtils.readVarint(in);
    if (length < 0) {
      throw new IOException("record must have a length >= 0: length=" + length);
    }
    return length;
  }

  /** Appends the record that comes next; its offset within the batch. */
  private int record(Bytes out) throws IOException {
    if (length > limits.valueBytes()) {
      return cut(new Body(in, length), out);
    }
    out.varint(length);
    int at = out.size();
    out.copy(in, length);
    ByteBuffer body = out.from(at + 1);
    ByteUtils.readVarlong(body);
    return ByteUtils.readVarint(body);
  }

  /** Appends as much of a record as its reader looks at, and no headers. */
  private int cut(Body body, Bytes out) throws IOException {
    int attributes = body.read();
    long timestamp = ByteUtils.readVarlong(body);
    int offset = ByteUtils.readVarint(body);
    byte[] key = body.part(limits.keyBytes());
    byte[] value = body.part(limits.valueBytes());
    body.skipNBytes(body.left);
    int size =
        1
            + ByteUtils.sizeOfVarlong(timestamp)
            + ByteUtils.sizeOfVarint(offset)
            + sizeOf(key)
            + sizeOf(value)
            + 1;
    out.varint(size);
    ByteBuffer to = out.append(size);
    to.put((byte) attributes);
    ByteUtils.writeVarlong(timestamp, to);
    ByteUtils.writeVarint(offset, to);
    write(key, to);
    write(value, to);
    ByteUtils.writeVarint(0, to);
    return offset;
  }

  private static int sizeOf(byte[] part) {
    return part == null
        ? ByteUtils.sizeOfVarint(-1)
        : ByteUtils.sizeOfVarint(part.length) + part.length;
  }

  private static void write(byte[] part, ByteBuffer to) {
    ByteUtils.writeVarint(part == null ? -1 : part.length, to);
    if (part != null) {
      to.put(part);
    }
  }

  /** The header of the batch, as that of an uncompressed one of the records that were appended. */
  private void finish(Bytes out, int begin, int records) {
    ByteBuffer to = out.from(begin);
    int size = to.remaining();
    to.put(0, raw, 0, HEADER);
    to.putInt(LENGTH_AT, size - RECORDS_AFTER_LENGTH);
    to.putShort(ATTRIBUTES_AT, (short) (raw.getShort(ATTRIBUTES_AT) & ~COMPRESSION));
    to.putInt(DefaultRecordBatch.RECORDS_COUNT_OFFSET, records);
    if (left > 0 || broken) {
      int last = (int) (next - 1 - batch.baseOffset());
      to.putInt(DefaultRecordBatch.LAST_OFFSET_DELTA_OFFSET, last);
    }
    CRC32C crc = new CRC32C();
    crc.update(to.slice(ATTRIBUTES_AT, size - ATTRIBUTES_AT));
    to.putInt(DefaultRecordBatch.CRC_OFFSET, (int) crc.getValue());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** A record, without its length, as a stream that ends where it does. */
  private static final class Body extends InputStream {
    private final InputStream in;
    private int left;

    Body(InputStream in, int length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      int read = left == 0 ? -1 : in.read();
      if (read < 0) {
        throw new EOFException("record must be as long as it says");
      }
      left--;
      return read;
    }

    @Override
    public int read(byte[] to, int at, int length) throws IOException {
      int read = left == 0 ? -1 : in.read(to, at, Math.min(left, length));
      left -= Math.max(read, 0);
      return read;
    }

    /** The first {@code most} bytes of a key or value; null if it is none. */
    byte[] part(int most) throws IOException {
      int length = ByteUtils.readVarint(this);
      if (length < 0) {
        return null;
      }
      byte[] part = readNBytes(Math.min(length, most));
      skipNBytes(length - part.length);
      return part;
    }
  }
}
