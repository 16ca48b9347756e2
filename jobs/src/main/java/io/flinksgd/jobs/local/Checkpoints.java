// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the runs of one training job leave in a directory that it may share with other jobs:
 *
 * <pre>
 * JOB/job                           what job it is: a line for each of its marks
 * JOB/lock                          locked by the process that runs it
 * JOB/run-N/ID/chk-M/_metadata      a complete checkpoint
 * </pre>
 *
 * <p>JOB is made of the job's marks, so that no job sees the checkpoints of another. Runs are
 * numbered: which is the newest is no matter of clocks. While one process has a job's checkpoints,
 * no other gets them. For one thread.
 */
public final class Checkpoints implements AutoCloseable {
  private static final String MARKS = "job";
  private static final String RUN = "run-";
  private static final int HASH = 12;

  /** Most letters of a name: the names of directories have a limit. */
  private static final int READABLE = 100;

  private static final String NAMELESS = "a job that has left no name";

  private final Path all;
  private final Path job;
  private final FileChannel file;
  private final FileLock lock;
  private final Path run;

  /** Runs before this one, by number. */
  private final NavigableMap<Integer, Path> before = new TreeMap<>();

  private Checkpoints(Path all, Path job, FileChannel file, FileLock lock) throws IOException {
    this.all = all;
    this.job = job;
    this.file = file;
    this.lock = lock;
    try (DirectoryStream<Path> runs = Files.newDirectoryStream(job, Files::isDirectory)) {
      for (Path each : runs) {
        String name = each.getFileName().toString();
        if (name.matches(RUN + "\\d{1,9}")) {
          before.put(Integer.parseInt(name.substring(RUN.length())), each);
        }
      }
    }
    this.run = job.resolve(RUN + (before.isEmpty() ? 1 : before.lastKey() + 1));
  }

  /**
   * Those of the job with these marks, for a run that begins.
   *
   * @param all where jobs have their checkpoints
   * @param name begins the name of its directory
   * @param marks what makes it this job and no other
   * @throws IllegalStateException if another process runs the job, or its directory is of another
   */
  public static Checkpoints of(Path all, String name, Map<String, String> marks)
      throws IOException {
    String text = text(marks);
    Path job = all.resolve(name.substring(0, Math.min(READABLE, name.length())) + "-" + hash(text));
    Files.createDirectories(job);
    FileChannel file =
        FileChannel.open(job.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = lock(file);
      if (lock == null) {
        throw new IllegalStateException(
            "job must run once: another process has its checkpoints under " + job);
      }
      check(job, text);
      return new Checkpoints(all, job, file, lock);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // by this process
    }
  }

  private static void check(Path job, String text) throws IOException {
    Path marks = job.resolve(MARKS);
    Optional<String> found = read(marks);
    if (found.isPresent() && !found.get().equals(text)) {
      throw new IllegalStateException(
          "checkpoints under %s must be of this job, and are of: %s"
              .formatted(job, inALine(found.get())));
    }
    if (found.isEmpty()) {
      Path written = Files.writeString(job.resolve(MARKS + ".new"), text);
      Files.move(written, marks, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static String text(Map<String, String> marks) {
    return new TreeMap<>(marks)
        .entrySet().stream()
            .map(mark -> mark.getKey() + "=" + mark.getValue() + "\n")
            .collect(Collectors.joining());
  }

  private static Optional<String> read(Path marks) throws IOException {
    try {
      return Optional.of(Files.readString(marks));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String inALine(String marks) {
    return marks.strip().replace("\n", ", ");
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where this run is to put its own. */
  public Path run() {
    return run;
  }

  /**
   * Where to begin.
   *
   * @param restore newest, none or a path
   * @return nothing to begin anew
   */
  public Optional<Checkpoint> toRestore(String restore) throws IOException {
    return switch (restore) {
      case "newest" -> newest();
      case "none" -> Optional.empty();
      default -> Optional.of(Checkpoint.named("restore", restore));
    };
  }

  /** The newest of any run. */
  public Optional<Checkpoint> newest() throws IOException {
    List<Path> runs = new ArrayList<>(before.descendingMap().values());
    if (Files.isDirectory(run)) {
      runs.add(0, run);
    }
    for (Path each : runs) {
      Optional<Checkpoint> newest = Checkpoint.newestIn(each);
      if (newest.isPresent()) {
        return newest;
      }
    }
    return Optional.empty();
  }

  /** The marks of other jobs that have complete checkpoints in the same directory. */
  public List<String> others() throws IOException {
    List<String> others = new ArrayList<>();
    if (Checkpoint.newestIn(all).isPresent()) {
      others.add(NAMELESS);
    }
    try (DirectoryStream<Path> jobs = Files.newDirectoryStream(all, Files::isDirectory)) {
      for (Path each : jobs) {
        if (!each.equals(job) && hasCheckpoints(each)) {
          others.add(inALine(read(each.resolve(MARKS)).orElse(NAMELESS)));
        }
      }
    }
    Collections.sort(others);
    return others;
  }

  private static boolean hasCheckpoints(Path job) throws IOException {
    try (DirectoryStream<Path> runs = Files.newDirectoryStream(job, Files::isDirectory)) {
      for (Path each : runs) {
        if (Checkpoint.newestIn(each).isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Deletes those of earlier runs as soon as this one has one of its own, which needs no other. */
  public void replaceEarlier() throws IOException {
    if (!before.isEmpty() && Files.isDirectory(run) && Checkpoint.newestIn(run).isPresent()) {
      for (Path each : before.values()) {
        new Scratch(each).close();
      }
      before.clear();
    }
  }

  /** Deletes all of the job's: it has come to its end, and there is nothing to go on with. */
  public void forget() throws IOException {
    for (Path each : before.values()) {
      new Scratch(each).close();
    }
    before.clear();
    if (Files.isDirectory(run)) {
      new Scratch(run).close();
    }
  }

  @Override
  public void close() throws IOException {
    lock.release();
    file.close();
  }
}
