// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A directory for what nobody needs afterwards; deleted on close.
 *
 * @param directory where it is
 */
public record Scratch(Path directory) implements AutoCloseable {
  /** Makes one in the system's directory for temporary files. */
  public static Scratch create() throws IOException {
    return new Scratch(Files.createTempDirectory("flink-sgd-"));
  }

  /** A file or directory in it. */
  public Path path(String name) {
    return directory.resolve(name);
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(Scratch::delete);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
