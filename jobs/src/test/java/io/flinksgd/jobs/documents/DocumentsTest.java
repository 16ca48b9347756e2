// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.example.Rejected;
import io.flinksgd.jobs.documents.Markdown.Block;
import io.flinksgd.testing.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  private static final Path README = Path.of("README.md");
  private static final int README_LINES = 200;

  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<groupId>io\\.flinksgd</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)<");

  private static final Pattern COORDINATES = Pattern.compile("\"io\\.flinksgd:([^:]+):([^\"]+)\"");

  private final Map<Path, Markdown> pages = pages();

  private static Map<Path, Markdown> pages() {
    Map<Path, Markdown> pages = new TreeMap<>();
    Documents.files(".md").forEach(path -> pages.put(path, Markdown.read(path)));
    return pages;
  }

  @Test
  void theFirstPageIsShort() {
    assertThat(Documents.read("README.md").lines().count()).isLessThanOrEqualTo(README_LINES);
  }

  @Test
  void everyLinkLeadsSomewhere() {
    List<String> broken = new ArrayList<>();
    for (Markdown page : pages.values()) {
      for (String link : page.links()) {
        if (!link.contains("://")) {
          fault(page, link).ifPresent(fault -> broken.add(page.path() + ": " + link + fault));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private Optional<String> fault(Markdown page, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page.path() : target(page, parts[0]);
    if (!Files.exists(Documents.root().resolve(target))) {
      return Optional.of(moved(target));
    }
    if (parts.length == 1) {
      return Optional.empty();
    }
    Markdown other = pages.get(target);
    return other != null && other.anchors().contains(parts[1])
        ? Optional.empty()
        : Optional.of(" has no such heading");
  }

  private static Path target(Markdown page, String link) {
    Path folder = page.path().getParent();
    return (folder == null ? Path.of(link) : folder.resolve(link)).normalize();
  }

  private static String moved(Path target) {
    List<Path> now = Documents.files(target.getFileName().toString());
    return now.isEmpty() ? " is not there" : " is not there; has it moved to " + now + "?";
  }

  @Test
  void everyPageIsReachedFromTheFirst() {
    Set<Path> reached = new HashSet<>();
    Deque<Path> open = new ArrayDeque<>(List.of(README));
    while (!open.isEmpty()) {
      Markdown page = pages.get(open.pop());
      if (page != null && reached.add(page.path())) {
        page.links().stream()
            .filter(link -> !link.contains("://"))
            .forEach(link -> open.push(target(page, link.split("#", 2)[0])));
      }
    }
    assertThat(pages.keySet())
        .filteredOn(path -> !path.startsWith(".github/ISSUE_TEMPLATE"))
        .filteredOn(path -> !reached.contains(path))
        .isEmpty();
  }

  /** What a page shows of a program is a part of one that is compiled, and mostly run. */
  @Test
  void javaIsCompiled() throws IOException {
    assertExcerpts("java", file -> compiled(file.toString()), ".java");
  }

  private static boolean compiled(String file) {
    return file.contains("src/test/java") || file.startsWith("jobs/examples");
  }

  /** The script is run by another test. */
  @Test
  void sqlIsOfTheScript() throws IOException {
    assertExcerpts("sql", file -> file.startsWith("jobs/examples"), ".sql");
  }

  @Test
  void pythonIsOfTheExample() throws IOException {
    assertExcerpts("python", file -> file.startsWith("jobs/examples"), ".py");
  }

  private void assertExcerpts(String language, Predicate<Path> from, String ending)
      throws IOException {
    List<String> sources = new ArrayList<>();
    for (Path file : Documents.files(ending)) {
      if (from.test(file)) {
        sources.add(bare(Files.readAllLines(Documents.root().resolve(file))));
      }
    }
    List<Block> blocks = blocks(language);
    assertThat(blocks).isNotEmpty();
    for (Block block : blocks) {
      String excerpt = bare(block.code());
      // and not the texts of all sources, should it fail
      assertThat(sources.stream().anyMatch(source -> source.contains(excerpt)))
          .as("a part of a program: %s", excerpt)
          .isTrue();
    }
  }

  private List<Block> blocks(String language) {
    return pages.values().stream()
        .flatMap(page -> page.blocks().stream())
        .filter(block -> block.language().equals(language))
        .toList();
  }

  /** A page may show it less indented. */
  private static String bare(List<String> lines) {
    return lines.stream().map(String::strip).collect(Collectors.joining("\n"));
  }

  @Test
  void jsonCanBeRead() throws IOException {
    for (Block block : blocks("json")) {
      for (String line : block.code()) {
        assertThat(new ObjectMapper().readTree(line).has("label")).as(line).isTrue();
      }
    }
  }

  @Test
  void coordinatesAreThoseOfTheBuild() throws IOException {
    Set<String> artifacts = new HashSet<>();
    for (Path pom : Documents.files("pom.xml")) {
      Matcher own =
          Pattern.compile("<artifactId>([^<]+)</artifactId>")
              .matcher(
                  Files.readString(Documents.root().resolve(pom))
                      .replaceFirst("(?s)<parent>.*?</parent>", ""));
      assertThat(own.find()).isTrue();
      artifacts.add(own.group(1));
    }
    Matcher version = Pattern.compile("<version>([^<]+)<").matcher(Documents.read("pom.xml"));
    assertThat(version.find()).isTrue();
    String readme = Documents.read("README.md");
    for (Pattern pattern : List.of(DEPENDENCY, COORDINATES)) {
      Matcher shown = pattern.matcher(readme);
      assertThat(shown.find()).isTrue();
      assertThat(artifacts).contains(shown.group(1));
      assertThat(shown.group(2)).isEqualTo(version.group(1));
    }
    Matcher named = Pattern.compile("(?m)^\\| `(flink-sgd[^`]*)` \\| [^|]+\\|$").matcher(readme);
    while (named.find()) {
      if (!Files.exists(Documents.root().resolve(named.group(1)))) {
        assertThat(artifacts).contains(named.group(1));
      }
    }
  }

  @Test
  void everyReasonForARejectionIsExplained() {
    String page = Documents.read("flink-sgd/docs/concepts.md");
    assertThat(page.lines().filter(line -> line.matches("\\| `[A-Z_]+` \\|.*")))
        .map(line -> line.replaceAll("\\| `([A-Z_]+)`.*", "$1"))
        .containsExactlyElementsOf(
            Arrays.stream(Rejected.Reason.values()).map(Enum::name).toList());
  }

  @Test
  void theGlossarysWordsAreThoseOfTheCode() {
    Set<String> types =
        Documents.files(".java").stream()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toSet());
    List<String> named =
        Documents.read("flink-sgd/docs/glossary.md")
            .lines()
            .filter(line -> line.startsWith("|"))
            .map(Documents::cells)
            .flatMap(cells -> Arrays.stream(cells.get(2).split(", ", -1)))
            .filter(cell -> cell.startsWith("`"))
            .map(cell -> cell.replace("`", ""))
            .toList();
    assertThat(named).hasSizeGreaterThan(40);
    assertThat(types).containsAll(named);
  }
}
