// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.kafka.common.record.CompressionType;

/**
 * How many bytes compressed ones can become at most, by the headers of their blocks and without
 * unpacking any: as many as the formats allow. Formats: RFC 8878 (zstd), the LZ4 frame format, the
 * framing of snappy-java; deflate makes at most 1,032 bytes of one (zlib's technical details).
 */
final class UnpackedBound {
  private static final long UNKNOWN = Long.MAX_VALUE;
  private static final long DEFLATE_RATIO = 1032;
  private static final int LZ4_MAGIC = 0x184d2204;
  private static final int ZSTD_MAGIC = 0xfd2fb528;
  private static final int ZSTD_BLOCK = 1 << 17;
  private static final long SNAPPY_MAGIC = 0x82534e4150505900L;
  private static final int SNAPPY_MAGIC_BEGIN = (int) (SNAPPY_MAGIC >> 32);

  private UnpackedBound() {}

  /** The bound for the records of a batch; {@link Long#MAX_VALUE} if there is none. */
  static long of(CompressionType type, ByteBuffer records) {
    ByteBuffer in = records.slice().order(ByteOrder.LITTLE_ENDIAN);
    try {
      return switch (type) {
        case NONE -> in.remaining();
        case GZIP -> DEFLATE_RATIO * in.remaining();
        case SNAPPY -> snappy(in.order(ByteOrder.BIG_ENDIAN));
        case LZ4 -> lz4(in);
        case ZSTD -> zstd(in);
      };
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return UNKNOWN; // it ends too early, or says that a block has more bytes than there are
    }
  }

  /** Chunks, of which each begins with the length it has when it is unpacked. */
  private static long snappy(ByteBuffer in) {
    if (in.getLong() != SNAPPY_MAGIC) {
      return UNKNOWN;
    }
    skip(in, 8); // versions
    long bound = 0;
    while (in.hasRemaining()) {
      int size = in.getInt();
      if (size == SNAPPY_MAGIC_BEGIN) {
        return UNKNOWN;
      }
      int next = in.position() + size;
      long length = 0;
      int read = 0x80;
      for (int shift = 0; (read & 0x80) != 0; shift += 7) {
        read = in.get();
        length |= (read & 0x7fL) << shift;
        if (shift > 28) {
          return UNKNOWN;
        }
      }
      if (next < in.position()) {
        return UNKNOWN;
      }
      bound += length;
      in.position(next);
    }
    return bound;
  }

  /** A frame of blocks that have a largest size. */
  private static long lz4(ByteBuffer in) {
    if (in.getInt() != LZ4_MAGIC) {
      return UNKNOWN;
    }
    int flags = in.get();
    int size = 1 << (8 + 2 * ((in.get() >> 4) & 7));
    skip(in, ((flags & 8) != 0 ? 8 : 0) + 1); // content size, checksum of the header
    int checksum = (flags & 16) != 0 ? 4 : 0;
    long bound = 0;
    for (int block = in.getInt(); block != 0; block = in.getInt()) {
      bound += size;
      skip(in, (block & 0x7fffffff) + checksum);
    }
    return bound;
  }

  /** Frames of blocks. */
  private static long zstd(ByteBuffer in) {
    long bound = 0;
    while (in.hasRemaining()) {
      if (in.getInt() != ZSTD_MAGIC) {
        return UNKNOWN;
      }
      int descriptor = in.get();
      boolean oneSegment = (descriptor & 0x20) != 0;
      int contentSize = (descriptor >> 6) & 3;
      int contentBytes = contentSize == 0 ? (oneSegment ? 1 : 0) : 1 << contentSize;
      int dictionary = descriptor & 3;
      skip(in, (oneSegment ? 0 : 1) + (1 << dictionary >> 1) + contentBytes);
      boolean last = false;
      while (!last) {
        int block = (in.getShort() & 0xffff) | ((in.get() & 0xff) << 16);
        last = (block & 1) != 0;
        int size = block >> 3;
        boolean repeated = ((block >> 1) & 3) == 1;
        boolean raw = ((block >> 1) & 3) == 0;
        bound += repeated || raw ? size : ZSTD_BLOCK;
        skip(in, repeated ? 1 : size);
      }
      skip(in, (descriptor & 4) != 0 ? 4 : 0);
    }
    return bound;
  }

  private static void skip(ByteBuffer in, int bytes) {
    in.position(in.position() + bytes);
  }
}
