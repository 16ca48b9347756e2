// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir Path folder;

  @Test
  void usageExample() throws IOException {
    Path file = folder.resolve("two.gz");
    SyntheticImages.zip(file, 0x803, new byte[] {1, 2, 3, 4, 5, 6}, 2, 1, 3);

    Idx idx = Idx.read(file);

    assertThat(idx.entries()).isEqualTo(2);
    assertThat(idx.entryLength()).isEqualTo(3);
    assertThat(idx.entry(1)).containsExactly(4, 5, 6);
  }

  @Test
  void filesThatAreNoneAreRefusedByRule() throws IOException {
    refused(new byte[] {0, 0, 13, 1, 0, 0, 0, 1, 9}, "magic=00000d01");
    refused(new byte[] {0, 0, 8, 9, 0, 0, 0, 1, 9}, "magic=00000809");
    refused(header(0x801, 0), "dimensions=[0]");
    refused(header(0x803, 1 << 20, 1 << 20, 1 << 20), "dimensions=[1048576, 1048576]");
    refused(header(0x801, 1 << 29), "file must be as long as its header says");
    refused(header(0x801, 3), "file must be as long as its header says");
    refused(new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 9, 9}, "file must be as long as its header says");
    refused(new byte[] {0, 0}, "file must be as long as its header says");
  }

  private static byte[] header(int magic, int... dimensions) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dimensions.length).putInt(magic);
    for (int dimension : dimensions) {
      bytes.putInt(dimension);
    }
    return bytes.array();
  }

  private void refused(byte[] bytes, String words) throws IOException {
    Path file = folder.resolve("bad");
    Files.write(file, bytes);
    assertThatThrownBy(() -> Idx.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(words);
  }

  @Test
  void missingFilesSayHowToGetThem() {
    assertThatThrownBy(() -> ImageSet.train(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "data must have train-images-idx3-ubyte or train-images-idx3-ubyte.gz: data=" + folder)
        .hasMessageContaining("apt-get install dataset-fashion-mnist");
  }
}
