// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Files like those of MNIST: bright spots in one of three corners, the class, and noise. */
final class SyntheticImages {
  static final int SIDE = 8;
  static final int CLASSES = 3;

  private SyntheticImages() {}

  static void write(Path folder, int train, int test) throws IOException {
    write(folder, "train", train, new Random(1));
    write(folder, "t10k", test, new Random(2));
  }

  private static void write(Path folder, String name, int count, Random random) throws IOException {
    byte[] images = new byte[count * SIDE * SIDE];
    byte[] labels = new byte[count];
    random.nextBytes(images);
    for (int n = 0; n < count; n++) {
      labels[n] = (byte) random.nextInt(CLASSES);
      for (int k = 0; k < 9; k++) {
        int y = k / 3 + (labels[n] == 2 ? 5 : 0);
        int x = k % 3 + (labels[n] == 1 ? 5 : 0);
        images[(n * SIDE + y) * SIDE + x] = (byte) 255;
      }
    }
    zip(folder.resolve(name + "-images-idx3-ubyte.gz"), 0x803, images, count, SIDE, SIDE);
    zip(folder.resolve(name + "-labels-idx1-ubyte.gz"), 0x801, labels, count);
  }

  static void zip(Path file, int magic, byte[] bytes, int... dimensions) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(content);
    out.writeInt(magic);
    for (int dimension : dimensions) {
      out.writeInt(dimension);
    }
    out.write(bytes);
    try (GZIPOutputStream zipped = new GZIPOutputStream(Files.newOutputStream(file))) {
      content.writeTo(zipped);
    }
  }
}
