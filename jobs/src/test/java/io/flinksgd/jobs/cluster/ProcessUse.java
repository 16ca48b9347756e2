// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process takes from the machine, as Linux counts it.
 *
 * @param megabytes of memory that are resident
 * @param threads that live
 * @param files that are open, sockets among them
 */
record ProcessUse(long megabytes, long threads, long files) {
  /** Of the process with this number. */
  static ProcessUse of(long process) throws IOException {
    Path directory = Path.of("/proc", Long.toString(process));
    List<String> status = Files.readAllLines(directory.resolve("status"));
    try (Stream<Path> files = Files.list(directory.resolve("fd"))) {
      return new ProcessUse(
          number(status, "VmRSS:") / 1024, number(status, "Threads:"), files.count());
    }
  }

  private static long number(List<String> status, String name) throws IOException {
    String line =
        status.stream()
            .filter(each -> each.startsWith(name))
            .findFirst()
            .orElseThrow(() -> new IOException("status must have " + name));
    return Long.parseLong(line.replaceAll("\\D", ""));
  }

  /** The larger of each of the two. */
  ProcessUse max(ProcessUse other) {
    return new ProcessUse(
        Math.max(megabytes, other.megabytes),
        Math.max(threads, other.threads),
        Math.max(files, other.files));
  }

  /** What both take together. */
  ProcessUse plus(ProcessUse other) {
    return new ProcessUse(
        megabytes + other.megabytes, threads + other.threads, files + other.files);
  }

  @Override
  public String toString() {
    return "%d MB, %d threads, %d files".formatted(megabytes, threads, files);
  }
}
