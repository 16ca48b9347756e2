// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.evaluation.Rejections;
import io.flinksgd.evaluation.Scores;
import io.flinksgd.evaluation.Traffic;
import io.flinksgd.kafka.result.KafkaProgress;
import io.flinksgd.kafka.source.ScreenedSource;
import io.flinksgd.reader.ManifestRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What {@link KafkaProgress} wrote, read again: numbers by name. Those of the total have their bare
 * names, those of the window begin with {@code window.} and so on; what is not defined is null, and
 * what is true is 1.
 */
public final class ProgressReports {
  /** Many times the size of a report. */
  private static final int MOST_BYTES = 1 << 16;

  /** Remembers no names: they may be a stranger's. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  private static final String TOTAL = "total.";

  private ProgressReports() {}

  /**
   * A source of reports, from the beginning of the topic.
   *
   * @param client properties of the Kafka client; {@code bootstrap.servers} at least
   * @param bounded whether to end where the topic ends now
   */
  public static ScreenedSource<Map<String, Double>> source(
      Properties client, String topic, boolean bounded) {
    return KafkaVersions.source(client, topic, bounded, MOST_BYTES, new Reports());
  }

  /** The names that every report has. */
  public static Set<String> names() {
    GapStatistics gaps = new GapStatistics();
    Progress none =
        new Progress(
            0,
            new Progress.Work(0, 0, 0, 0, new Traffic()),
            new Progress.Staleness(0, 0),
            new Progress.Results(new Scores(), gaps, new Rejections()),
            new Progress.Results(new Scores(), gaps, new Rejections()),
            false);
    try {
      return parse(KafkaProgress.serialization("").json(none), name -> true).keySet();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a report.
   *
   * @throws IOException if it is none
   */
  public static Map<String, Double> parse(byte[] report) throws IOException {
    if (report.length > MOST_BYTES) {
      throw new IOException(
          "report must have at most %d bytes: bytes=%d".formatted(MOST_BYTES, report.length));
    }
    Map<String, Double> numbers = parse(report, Known.NAMES::contains);
    double at = present("at", numbers);
    if (at < 0 || at > ManifestRules.LATEST || present("examples", numbers) < 0) {
      throw new IOException("report must have a time and examples >= 0: " + numbers);
    }
    return numbers;
  }

  private static double present(String name, Map<String, Double> numbers) throws IOException {
    Double value = numbers.get(name);
    if (value == null) {
      throw new IOException("report must have the number '" + name + "'");
    }
    return value;
  }

  private static Map<String, Double> parse(byte[] report, Predicate<String> known)
      throws IOException {
    Map<String, Double> numbers = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(report)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("report must be an object: token=" + json.currentToken());
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() != JsonToken.START_OBJECT) {
          number(bare(name), json, known, numbers);
        } else if (known.test(name + ".")) {
          group(name + ".", json, known, numbers);
        } else {
          json.skipChildren();
        }
      }
    }
    return numbers;
  }

  private static void group(
      String prefix, JsonParser json, Predicate<String> known, Map<String, Double> numbers)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + json.currentName();
      json.nextToken();
      number(bare(name), json, known, numbers);
    }
  }

  /** The total's number of examples is the report's own. */
  private static String bare(String name) {
    return name.startsWith(TOTAL) ? name.substring(TOTAL.length()) : name;
  }

  private static void number(
      String name, JsonParser json, Predicate<String> known, Map<String, Double> numbers)
      throws IOException {
    if (!known.test(name)) {
      json.skipChildren();
      return;
    }
    switch (json.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          numbers.putIfAbsent(name, finite(name, json.getDoubleValue()));
      case VALUE_TRUE -> numbers.putIfAbsent(name, 1.0);
      case VALUE_FALSE -> numbers.putIfAbsent(name, 0.0);
      default -> {
        numbers.putIfAbsent(name, null);
        json.skipChildren();
      }
    }
  }

  private static double finite(String name, double value) throws IOException {
    if (!Double.isFinite(value)) {
      throw new IOException("%s of a report must be finite: %s=%s".formatted(name, name, value));
    }
    return value;
  }

  /** Made when the first report is read. */
  private static final class Known {
    /** Of numbers, and of the groups that they are in, each followed by a point. */
    static final Set<String> NAMES = new TreeSet<>(names());

    static {
      for (String name : List.copyOf(NAMES)) {
        if (name.contains(".")) {
          NAMES.add(name.substring(0, name.indexOf('.') + 1));
        }
      }
      NAMES.add(TOTAL);
    }
  }

  /** Parses reports. */
  static final class Reports extends ForeignRecords<Map<String, Double>> {
    private static final long serialVersionUID = 1L;

    @Override
    Optional<Map<String, Double>> read(ConsumerRecord<byte[], byte[]> record) throws IOException {
      return Optional.of(parse(record.value()));
    }

    @Override
    public TypeInformation<Map<String, Double>> getProducedType() {
      return Types.MAP(Types.STRING, Types.DOUBLE);
    }
  }
}
