// SPDX-License-Identifier: Apache-2.0
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.PublishedModel;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/**
 * Scores with the model on the topic {@code clicks-model}, in a program without Flink. Argument:
 * the Kafka cluster, by default localhost:9092.
 */
public final class ScoreClicks {
  private ScoreClicks() {}

  public static void main(String[] arguments) throws Exception {
    Properties properties = new Properties();
    properties.setProperty(
        "bootstrap.servers", arguments.length > 0 ? arguments[0] : "localhost:9092");
    System.out.println(score(properties));
  }

  /** The probability of a click, and the version of the model that says so. */
  public static String score(Properties properties) throws Exception {
    try (ModelReader reader = ModelReader.follow(properties, "clicks-model")) {
      PublishedModel model = reader.awaitVersion(1, Duration.ofSeconds(30));
      double probability = model.score(Map.of("ad", "a17", "device", "phone"));
      return "version %d: %.3f".formatted(model.version(), probability);
    }
  }
}
