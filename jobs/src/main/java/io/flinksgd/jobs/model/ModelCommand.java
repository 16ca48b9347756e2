// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.model;

import io.flinksgd.client.TopicName;
import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.example.Features;
import io.flinksgd.jobs.Arguments;
import io.flinksgd.jobs.local.Interruption;
import io.flinksgd.jobs.local.Waiting;
import io.flinksgd.kafka.client.ClientProperties;
import io.flinksgd.model.Model;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.PublishedModel;
import io.flinksgd.reader.Score;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flink-sgd model}: what is published on a model topic. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description =
        "Follows a model topic and prints each version as it becomes complete, until Ctrl-C.")
public final class ModelCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec private CommandSpec command;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT,...",
      required = true,
      description = "The Kafka cluster.")
  private String bootstrapServers;

  @Option(
      names = "--model-topic",
      paramLabel = "TOPIC",
      required = true,
      description = "Where the model is published.")
  private String topic;

  @Option(
      names = "--property",
      paramLabel = "KEY=VALUE",
      description = "A property of the Kafka client.")
  private List<String> properties = new ArrayList<>();

  @Option(
      names = "--properties-file",
      paramLabel = "FILE",
      description = "A file of such properties.")
  private String propertiesFile;

  @Option(
      names = "--score",
      paramLabel = "JSON",
      description = "Print the model's prediction for this example and end.")
  private String example;

  @Option(names = "--once", description = "Print the newest version and end.")
  private boolean once;

  @Override
  public Integer call() throws Exception {
    TopicName.checked("model-topic", topic);
    Map<String, String> given = ClientProperties.load(propertiesFile);
    given.putAll(Arguments.entries("property", properties));
    ClientProperties.check(given, bootstrapServers, null);
    Properties client = new Properties();
    client.putAll(given);
    client.setProperty("bootstrap.servers", bootstrapServers);
    return Interruption.guard(() -> follow(client));
  }

  private int follow(Properties client) throws Exception {
    PrintWriter out = command.commandLine().getOut();
    try (ModelReader reader = ModelReader.follow(client, topic)) {
      if (example != null) {
        PublishedModel model = first(reader);
        Features features = model.features(example.getBytes(StandardCharsets.UTF_8));
        lines(model.predict(features), model.model()).forEach(out::println);
      } else if (once) {
        PublishedModel model = first(reader);
        out.println(line(model.manifest()));
        new TreeMap<>(model.manifest().description().spec())
            .forEach((name, value) -> out.println("  " + name + "  " + value));
      } else {
        reader.onVersion(model -> out.println(line(model.manifest())));
        printFailures(reader);
      }
    } catch (InterruptedException e) {
      return 0;
    }
    return 0;
  }

  @SuppressWarnings("try") // it is there to be closed
  private PublishedModel first(ModelReader reader) throws Exception {
    String what = "a version on topic %s of the broker at %s".formatted(topic, bootstrapServers);
    try (Waiting unused =
        Waiting.begin(
            command.commandLine().getErr(),
            what,
            () -> reader.failure().map(Exception::getMessage).orElse("there is none"))) {
      return reader.awaitVersion(1, PATIENCE);
    }
  }

  /** Prints what keeps newer versions away whenever that changes. */
  private void printFailures(ModelReader reader) throws InterruptedException {
    PrintWriter err = command.commandLine().getErr();
    String last = "";
    CountDownLatch never = new CountDownLatch(1);
    while (!never.await(1, TimeUnit.SECONDS)) {
      String now = reader.failure().map(Exception::getMessage).orElse("");
      if (!now.equals(last)) {
        err.println(now.isEmpty() ? "reading goes on" : now);
        last = now;
      }
    }
  }

  private static String line(Manifest manifest) {
    ProgressiveLoss loss = manifest.learned().loss();
    String progressive =
        loss.total().examples() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "  %s %.4f (base rate %.4f), of the last %,d examples %.4f (%.4f)",
                loss.measure(),
                loss.total().loss(),
                loss.total().base(),
                loss.window().examples(),
                loss.window().loss(),
                loss.window().base());
    return String.format(
        Locale.ROOT,
        "v%d  %s  %,d examples  %,d coordinates in %,d pages%s",
        manifest.id().version(),
        Instant.ofEpochMilli(manifest.createdAt()),
        manifest.learned().examples(),
        manifest.shape().dimension(),
        manifest.pages().count(),
        progressive);
  }

  /**
   * The score, and unless it is a probability itself that of each class.
   *
   * @throws IllegalArgumentException if there is none
   */
  static List<String> lines(Score score, Model model) {
    double value =
        score.value().orElseThrow(() -> new IllegalArgumentException("score: " + score.refusal()));
    double[] probabilities = score.probabilities();
    List<String> lines = new ArrayList<>(List.of(Double.toString(value)));
    for (int c = 0; c < probabilities.length && !model.classifies(); c++) {
      lines.add(String.format(Locale.ROOT, "  class %d  %.6f", c, probabilities[c]));
    }
    return lines;
  }
}
