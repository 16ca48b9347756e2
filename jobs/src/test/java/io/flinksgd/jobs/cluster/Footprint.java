// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM holds after a garbage collection.
 *
 * @param code what it has loaded
 * @param threads but those of Flink's pools, which come and go
 * @param files what it has open or left
 * @param memory what it uses
 */
record Footprint(Code code, int threads, OnDisk files, Memory memory) {
  /**
   * What is loaded.
   *
   * @param loaders class loaders of jobs
   * @param classes that are loaded
   */
  record Code(int loaders, int classes) {}

  /**
   * What it has on disk and in sockets.
   *
   * @param open sockets among them
   * @param temporary that lie in the process's own directory
   */
  record OnDisk(int open, int temporary) {}

  /**
   * Memory.
   *
   * @param heapMegabytes that are in use
   * @param residentMegabytes of the process
   */
  record Memory(double heapMegabytes, double residentMegabytes) {}

  /** What Flink loads a job's classes by. */
  private static final List<String> LOADERS =
      List.of(
          "org.apache.flink.util.ChildFirstClassLoader",
          "org.apache.flink.util.FlinkUserCodeClassLoaders$ParentFirstClassLoader");

  /** Of the process {@code id} on this machine, which has {@code directory} to itself. */
  static Footprint of(long id, Path directory) throws IOException, InterruptedException {
    String objects = jcmd(id, "GC.class_histogram"); // collects first
    String counters = jcmd(id, "PerfCounter.print");
    int loaders = 0;
    for (String loader : LOADERS) {
      loaders +=
          (int) number(objects, "(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(loader));
    }
    double heap = number(objects, "(?m)^Total\\s+\\d+\\s+(\\d+)");
    double classes =
        number(counters, "(?m)^java\\.cls\\.loadedClasses=(\\d+)")
            - number(counters, "(?m)^java\\.cls\\.unloadedClasses=(\\d+)");
    long threads =
        jcmd(id, "Thread.print")
            .lines()
            .filter(line -> line.startsWith("\"") && !line.startsWith("\"flink-"))
            .count();
    Path process = Path.of("/proc", Long.toString(id));
    double resident = number(Files.readString(process.resolve("status")), "VmRSS:\\s+(\\d+)");
    try (var open = Files.list(process.resolve("fd"));
        var temporary = Files.walk(directory)) {
      return new Footprint(
          new Code(loaders, (int) classes),
          (int) threads,
          new OnDisk((int) open.count(), (int) temporary.filter(Files::isRegularFile).count()),
          new Memory(heap / (1 << 20), resident / 1024));
    }
  }

  private static double number(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    return found.find() ? Double.parseDouble(found.group(1)) : 0;
  }

  static String jcmd(long id, String... command) throws IOException, InterruptedException {
    String[] all = new String[command.length + 2];
    all[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    all[1] = Long.toString(id);
    System.arraycopy(command, 0, all, 2, command.length);
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(Arrays.toString(all) + ": " + printed);
    }
    return printed;
  }

  static String head() {
    return "loaders  classes  threads  files  temporary   heap, MB  resident, MB";
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%7d %8d %8d %6d %10d %10.1f %13.1f",
        code.loaders,
        code.classes,
        threads,
        files.open,
        files.temporary,
        memory.heapMegabytes,
        memory.residentMegabytes);
  }
}
