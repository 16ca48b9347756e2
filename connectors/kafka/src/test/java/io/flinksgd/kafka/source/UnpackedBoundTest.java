// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.junit.jupiter.api.Test;

final class UnpackedBoundTest {
  private static final List<CompressionType> FRAMED =
      List.of(CompressionType.ZSTD, CompressionType.LZ4, CompressionType.SNAPPY);

  private static ByteBuffer packed(CompressionType type, byte[] bytes) throws IOException {
    ByteBufferOutputStream out = new ByteBufferOutputStream(64);
    try (DataOutputStream to =
        new DataOutputStream(
            Compression.of(type).build().wrapForOutput(out, RecordBatch.MAGIC_VALUE_V2))) {
      to.write(bytes);
    }
    return out.buffer().flip();
  }

  @Test
  void nothingBecomesMoreThanItsBound() throws IOException {
    Random random = new Random(3);
    for (CompressionType type : CompressionType.values()) {
      for (int size : List.of(0, 1, 100, 65_536, 65_537, 131_072, 131_073, 3_000_000)) {
        byte[] zeros = new byte[size];
        byte[] noise = new byte[size];
        random.nextBytes(noise);
        byte[] both = Arrays.copyOf(noise, 2 * size);
        for (byte[] bytes : List.of(zeros, noise, both)) {
          assertThat(UnpackedBound.of(type, packed(type, bytes)))
              .as(type + " of " + bytes.length)
              .isGreaterThanOrEqualTo(bytes.length);
        }
      }
    }
  }

  /** Or everything would be unpacked. */
  @Test
  void theBoundIsCloseForBatchesThatAreNotSmall() throws IOException {
    byte[] text = "{\"label\":1,\"ad\":\"a17\"}".repeat(50_000).getBytes(StandardCharsets.UTF_8);
    for (CompressionType type : FRAMED) {
      assertThat(UnpackedBound.of(type, packed(type, text)))
          .as(type.toString())
          .isLessThan(text.length + (128 << 10));
    }
  }

  @Test
  void bytesThatAreNoFrameHaveNoBound() {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(50)];
      random.nextBytes(bytes);
      for (CompressionType type : FRAMED) {
        long bound = UnpackedBound.of(type, ByteBuffer.wrap(bytes));
        assertThat(bound).as(type + " " + i).isIn(Long.MAX_VALUE, 0L);
      }
    }
  }

  /** A frame whose blocks say anything: it ends, with a bound or with none. */
  @Test
  void framesThatLieAreReadToTheirEnd() throws IOException {
    Random random = new Random(7);
    byte[] noise = new byte[300_000];
    random.nextBytes(noise);
    for (CompressionType type : FRAMED) {
      byte[] frame = array(packed(type, noise));
      for (int i = 0; i < 3000; i++) {
        byte[] lies = frame.clone();
        lies[random.nextInt(40)] = (byte) random.nextInt();
        lies[random.nextInt(lies.length)] = (byte) random.nextInt();
        int length = random.nextBoolean() ? lies.length : random.nextInt(lies.length);
        assertThat(UnpackedBound.of(type, ByteBuffer.wrap(lies, 0, length))).isNotNegative();
      }
    }
  }

  private static byte[] array(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return array;
  }
}
