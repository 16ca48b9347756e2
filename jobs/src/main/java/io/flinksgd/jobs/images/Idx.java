// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * A file of bytes with dimensions, as MNIST and similar sets come in: two zero bytes, the type 8
 * (unsigned byte), the number of dimensions, each dimension in four bytes, big-endian, and the
 * bytes.
 *
 * @param dimensions the first is the number of entries
 * @param bytes row-major
 */
@SuppressWarnings("ArrayRecordComponent")
record Idx(int[] dimensions, byte[] bytes) {
  private static final int UNSIGNED_BYTES = 8;
  private static final int MOST_DIMENSIONS = 4;
  private static final long MOST_BYTES = 1L << 30;

  /**
   * Reads a file, plain or gzipped.
   *
   * @throws IOException with rule, name and value if it is no such file
   */
  static Idx read(Path file) throws IOException {
    boolean zipped = file.toString().endsWith(".gz");
    try (var raw = Files.newInputStream(file);
        var in =
            new DataInputStream(new BufferedInputStream(zipped ? new GZIPInputStream(raw) : raw))) {
      return read(file, in);
    } catch (EOFException e) {
      throw new IOException("file must be as long as its header says: file=" + file, e);
    }
  }

  private static Idx read(Path file, DataInputStream in) throws IOException {
    int magic = in.readInt();
    int count = magic & 0xFF;
    if (magic >>> 8 != UNSIGNED_BYTES || count < 1 || count > MOST_DIMENSIONS) {
      throw new IOException(
          "file must be an idx file of unsigned bytes with 1 to %d dimensions: file=%s, magic=%08x"
              .formatted(MOST_DIMENSIONS, file, magic));
    }
    int[] dimensions = new int[count];
    long length = 1;
    for (int d = 0; d < count; d++) {
      dimensions[d] = in.readInt();
      if (dimensions[d] < 1 || dimensions[d] > MOST_BYTES / length) {
        throw new IOException(
            "dimensions must be >= 1 and their product at most %d: file=%s, dimensions=%s"
                .formatted(MOST_BYTES, file, Arrays.toString(Arrays.copyOf(dimensions, d + 1))));
      }
      length *= dimensions[d];
    }
    // a part at a time: a header must not decide how much memory is allocated
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length || in.read() >= 0) {
      throw new IOException(
          "file must be as long as its header says: file=%s, dimensions=%s"
              .formatted(file, Arrays.toString(dimensions)));
    }
    return new Idx(dimensions, bytes);
  }

  int entries() {
    return dimensions[0];
  }

  /** Bytes of an entry. */
  int entryLength() {
    return bytes.length / dimensions[0];
  }

  byte[] entry(int number) {
    int length = entryLength();
    return Arrays.copyOfRange(bytes, number * length, (number + 1) * length);
  }
}
