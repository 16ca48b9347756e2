// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The documents of the repository, from whatever folder the tests of a module run in. */
public final class Documents {
  private static final Set<String> LEFT_OUT = Set.of("target", ".git", ".idea", "node_modules");

  private Documents() {}

  /** The folder of the whole repository. */
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("tests must run in the repository: " + Path.of(""));
      }
    }
    return folder;
  }

  /** The text of a file, by its path from the root. */
  public static String read(String path) {
    try {
      return Files.readString(root().resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What stands between {@code <!-- name: begin -->} and {@code <!-- name: end -->}, without the
   * line ends beside them.
   */
  public static String marked(String path, String name) {
    String begin = "<!-- " + name + ": begin -->\n";
    String text = read(path);
    int from = text.indexOf(begin);
    int to = text.indexOf("<!-- " + name + ": end -->");
    if (from < 0 || to < 0) {
      throw new IllegalStateException(path + " must have both marks of '" + name + "'");
    }
    return text.substring(from + begin.length(), to);
  }

  /** All files whose name ends so, by their paths from the root; none that is built. */
  public static List<Path> files(String ending) {
    Path root = root();
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return LEFT_OUT.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.getFileName().toString().endsWith(ending)) {
                found.add(root.relativize(file));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }

  /** The cells of a row of a table in Markdown, without the spaces around them. */
  public static List<String> cells(String row) {
    String[] cells = row.strip().split("(?<!\\\\)\\|", -1);
    List<String> all = new ArrayList<>();
    for (int i = 1; i < cells.length - 1; i++) {
      all.add(cells[i].strip());
    }
    return all;
  }
}
