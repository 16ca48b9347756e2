// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A complete checkpoint or savepoint on disk.
 *
 * @param directory where it is
 * @param made when it was complete
 */
public record Checkpoint(Path directory, Instant made) {
  /** Written last: a directory without it is of a checkpoint that was not completed. */
  private static final String COMPLETE = "_metadata";

  private static final String NAMED = "chk-";

  /**
   * The one at a path that a user names: its directory, or the file {@code _metadata} in it.
   *
   * @throws IllegalArgumentException if there is no complete one
   */
  static Checkpoint named(String option, String path) throws IOException {
    Path given;
    try {
      given = path.startsWith("file:") ? Path.of(URI.create(path)) : Path.of(path);
    } catch (IllegalArgumentException e) {
      throw none(option, path, e);
    }
    Path at = given.toAbsolutePath().normalize();
    Path directory = at.endsWith(COMPLETE) ? at.getParent() : at;
    if (!isComplete(directory)) {
      throw none(option, path, null);
    }
    return in(directory);
  }

  private static IllegalArgumentException none(String option, String path, Throwable cause) {
    return new IllegalArgumentException(
        "%1$s must be newest, none or the directory of a complete checkpoint or savepoint: %1$s=%2$s"
            .formatted(option, path),
        cause);
  }

  /** The newest of those that one run has left in {@code run}, by its number. */
  static Optional<Checkpoint> newestIn(Path run) throws IOException {
    Optional<Path> newest = Optional.empty();
    try (DirectoryStream<Path> jobs = Files.newDirectoryStream(run, Files::isDirectory)) {
      for (Path job : jobs) {
        try (Stream<Path> all = Files.list(job)) {
          newest =
              Stream.concat(newest.stream(), all.filter(Checkpoint::isComplete))
                  .filter(each -> number(each).isPresent())
                  .max(Comparator.comparingLong(each -> number(each).orElseThrow()));
        }
      }
    }
    return newest.isEmpty() ? Optional.empty() : Optional.of(in(newest.get()));
  }

  private static boolean isComplete(Path directory) {
    return Files.isRegularFile(directory.resolve(COMPLETE));
  }

  private static Checkpoint in(Path directory) throws IOException {
    return new Checkpoint(
        directory, Files.getLastModifiedTime(directory.resolve(COMPLETE)).toInstant());
  }

  private static OptionalLong number(Path directory) {
    String name = directory.getFileName().toString();
    return name.matches(NAMED + "\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(name.substring(NAMED.length())))
        : OptionalLong.empty();
  }

  @Override
  public String toString() {
    OptionalLong number = number(directory);
    return "%s, made at %s"
        .formatted(
            number.isPresent() ? "checkpoint " + number.getAsLong() : directory,
            made.truncatedTo(ChronoUnit.SECONDS));
  }
}
