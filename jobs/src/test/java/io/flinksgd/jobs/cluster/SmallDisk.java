// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that is a disk of its own and that can be filled, where that may be. */
final class SmallDisk implements AutoCloseable {
  private final Path at;
  private final boolean small;

  private SmallDisk(Path at, boolean small) {
    this.at = at;
    this.small = small;
  }

  /** Makes {@code at} one, if root runs this; a directory like others otherwise. */
  static SmallDisk mount(Path at) throws IOException {
    Files.createDirectories(at);
    return new SmallDisk(
        at, run("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", at.toString()));
  }

  /** Takes away what a run that was killed has left mounted. */
  static void unmount(Path at) {
    var unused = run("umount", "-l", at.toString());
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .onExit()
              .join()
              .exitValue()
          == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  /** Whether it is a disk of its own. */
  boolean isSmall() {
    return small;
  }

  private Path ballast() {
    return at.resolve("ballast");
  }

  /** Leaves no room on it. */
  void fill() throws IOException {
    byte[] piece = new byte[4096];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (true) {
        out.write(piece);
      }
    } catch (IOException full) {
      assertThat(Files.size(ballast())).as("ballast on the disk").isPositive();
    }
  }

  /** Ends {@link #fill}. */
  void free() throws IOException {
    Files.delete(ballast());
  }

  @Override
  public void close() {
    if (small) {
      unmount(at);
    }
  }
}
