// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import io.flinksgd.kafka.format.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Images with labels.
 *
 * @param images three dimensions: number, height, width
 * @param labels one dimension
 */
record ImageSet(Idx images, Idx labels) {
  private static final String HOW =
      "; on Debian: apt-get install dataset-fashion-mnist; elsewhere name a folder with --data that"
          + " has the four files of Fashion-MNIST or MNIST";

  /** Mean and deviation of Fashion-MNIST's pixels. */
  private static final float MEAN = 0.2860f;

  private static final float DEVIATION = 0.3530f;

  static ImageSet train(Path folder) throws IOException {
    return read(folder, "train");
  }

  static ImageSet test(Path folder) throws IOException {
    return read(folder, "t10k");
  }

  private static ImageSet read(Path folder, String name) throws IOException {
    Idx images = Idx.read(find(folder, name + "-images-idx3-ubyte"));
    Idx labels = Idx.read(find(folder, name + "-labels-idx1-ubyte"));
    if (images.dimensions().length != 3
        || labels.dimensions().length != 1
        || images.entries() != labels.entries()) {
      throw new IOException(
          "%s must have as many labels as images of two dimensions: data=%s"
              .formatted(name, folder));
    }
    return new ImageSet(images, labels);
  }

  private static Path find(Path folder, String name) {
    for (String suffix : new String[] {".gz", ""}) {
      Path file = folder.resolve(name + suffix);
      if (Files.isReadable(file)) {
        return file;
      }
    }
    throw new IllegalArgumentException(
        "data must have " + name + " or " + name + ".gz: data=" + folder + HOW);
  }

  int size() {
    return images.entries();
  }

  ImageFormat format() {
    return new ImageFormat(1, images.dimensions()[1], images.dimensions()[2], MEAN, DEVIATION);
  }

  /** The Kafka record of an image. */
  byte[] record(ImageFormat format, int number) {
    return format.record(labels.bytes()[number] & 0xFF, images.entry(number));
  }
}
