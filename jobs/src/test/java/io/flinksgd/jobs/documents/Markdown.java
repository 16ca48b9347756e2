// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.documents;

import io.flinksgd.testing.Documents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page as a forge shows it: its links, the anchors of its headings, and its code.
 *
 * @param path of the page, from the root of the repository
 * @param links where they lead to, as they are written
 * @param anchors of headings, as forges name them
 * @param blocks fenced code
 * @param spans code within text
 */
public record Markdown(
    Path path, List<String> links, Set<String> anchors, List<Block> blocks, List<String> spans) {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");

  /**
   * Fenced code.
   *
   * @param language that stands behind the fence; empty for none
   * @param code its lines
   */
  public record Block(String language, List<String> code) {}

  /** Reads a page. */
  public static Markdown read(Path path) {
    List<String> links = new ArrayList<>();
    Set<String> anchors = new LinkedHashSet<>();
    List<Block> blocks = new ArrayList<>();
    List<String> spans = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    Block open = null;
    for (String line : Documents.read(path.toString()).lines().toList()) {
      if (line.startsWith("```")) {
        open = open == null ? new Block(line.substring(3).strip(), new ArrayList<>()) : null;
        if (open != null) {
          blocks.add(open);
        }
      } else if (open != null) {
        open.code().add(line);
      } else {
        if (line.matches("#{1,6} .*")) {
          anchors.add(anchor(line.replaceFirst("#+ ", ""), seen));
        }
        matches(SPAN, line).forEach(spans::add);
        links.addAll(matches(LINK, SPAN.matcher(line).replaceAll("")));
      }
    }
    if (open != null) {
      throw new IllegalStateException("code must end: " + path);
    }
    return new Markdown(path, links, anchors, blocks, spans);
  }

  /** Lower case, no punctuation, dashes for spaces, and a number where it comes again. */
  private static String anchor(String heading, Map<String, Integer> seen) {
    String bare =
        heading
            .strip()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N} _-]", "")
            .replace(' ', '-');
    int before = seen.merge(bare, 1, Integer::sum) - 1;
    return before == 0 ? bare : bare + "-" + before;
  }

  private static List<String> matches(Pattern pattern, String line) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(line);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
