// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.Consistency;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.jobs.OptionLine;
import io.flinksgd.jobs.TrainJob;
import io.flinksgd.jobs.documents.Markdown;
import io.flinksgd.optimizer.Optimizers;
import io.flinksgd.testing.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Commands and settings that documents quote are such as the programs take. */
class QuotedCommandsTest {
  private static final String LAUNCHER = "jobs/bin/flink-sgd ";
  private static final String JOB = "flink run -c io.flinksgd.jobs.TrainJob ";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  /** What a setting in a page begins with, and who reads it. */
  private static final Map<String, Function<String, ?>> SETTINGS =
      Map.of(
          "sgd|momentum|nesterov|adam|adagrad|ftrl",
          Optimizers::parse,
          "quorum|elastic-scheduler|bounded-delay|elastic-bound",
          Consistency::parse,
          "top-k|one-bit|qsgd",
          GradientCodec::parse,
          "hash",
          FeatureHasher::parse);

  @Test
  void theLauncherKnowsEveryCommand() {
    List<String> commands = quoted(LAUNCHER);
    assertThat(commands).hasSizeGreaterThan(10);
    for (String command : commands) {
      List<String> words = words(command.substring(LAUNCHER.length()));
      if (words.get(0).equals("example")) {
        assertThat(Path.of("examples", words.get(1) + ".java")).exists();
      } else {
        parse(words, command);
      }
    }
  }

  private static void parse(List<String> words, String command) {
    CommandLine line = FlinkSgd.commandLine();
    assertThatCode(() -> line.parseArgs(words.toArray(String[]::new)))
        .as(command)
        .doesNotThrowAnyException();
    if (words.get(0).equals("train")) {
      ParseResult train = line.getParseResult().subcommand();
      Configuration options = new Configuration();
      OptionLine.read(train, options);
      assertThatCode(() -> TrainJob.check(options)).as(command).doesNotThrowAnyException();
    }
  }

  @Test
  void theJobKnowsEveryOption() {
    List<String> commands = quoted(JOB);
    assertThat(commands).isNotEmpty();
    for (String command : commands) {
      List<String> words = words(command.substring(JOB.length()));
      words.set(0, "train"); // the jar
      parse(words, command);
    }
  }

  @Test
  void everyScriptIsThere() {
    Pattern script = Pattern.compile("jobs/bin/([a-z-]+)");
    List<String> missing = new ArrayList<>();
    for (Path page : Documents.files(".md")) {
      Matcher matcher = script.matcher(Documents.read(page.toString()));
      while (matcher.find()) {
        if (!Files.isExecutable(Path.of("bin", matcher.group(1)))) {
          missing.add(page + ": " + matcher.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everySettingIsOneThatIsRead() {
    int read = 0;
    for (Path page : Documents.files(".md")) {
      for (String span : Markdown.read(page).spans()) {
        for (Map.Entry<String, Function<String, ?>> reader : SETTINGS.entrySet()) {
          if (span.matches("(" + reader.getKey() + "):[a-z0-9=.,|*-]+")) {
            assertThatCode(() -> reader.getValue().apply(span))
                .as("%s: %s", page, span)
                .doesNotThrowAnyException();
            read++;
          }
        }
      }
    }
    assertThat(read).isGreaterThan(20);
  }

  @Test
  void thePageOfCommandsListsThemAll() {
    String page = Documents.read("jobs/README.md");
    FlinkSgd.commandLine()
        .getSubcommands()
        .keySet()
        .forEach(name -> assertThat(page).containsPattern("\\| `" + name + "[` ]"));
  }

  /** Commands in fenced code that begin so, each on one line. */
  private static List<String> quoted(String begin) {
    List<String> commands = new ArrayList<>();
    for (Path page : Documents.files(".md")) {
      for (Markdown.Block block : Markdown.read(page).blocks()) {
        String joined = String.join("\n", block.code()).replaceAll(" *\\\\\n *", " ");
        joined.lines().filter(line -> line.startsWith(begin)).forEach(commands::add);
      }
    }
    return commands;
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(command.replaceFirst("\\s#.*", ""));
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return words;
  }
}
