package io.flinksgd.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flinksgd.evaluation.GapStatistics;
import io.flinksgd.evaluation.Progress;
import io.flinksgd.evaluation.Rejections;
import io.flinksgd.evaluation.Scores;
import io.flinksgd.evaluation.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What {@link KafkaProgress} wrote, read again: numbers by name. Those of the total have their bare
 * names, those of the window begin with {@code window.} and so on; what is not defined is null, and
 * what is true is 1.
 */
public final class ProgressReports {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String TOTAL = "total.";

  private ProgressReports() {}

  /**
   * A source of reports, from the beginning of the topic.
   *
   * @param client properties of the Kafka client; {@code bootstrap.servers} at least
   * @param bounded whether to end where the topic ends now
   */
  public static KafkaSource<Map<String, Double>> source(
      Properties client, String topic, boolean bounded) {
    return KafkaVersions.source(client, topic, bounded, new Reports());
  }

  /** The names that every report has. */
  public static Set<String> names() {
    GapStatistics gaps = new GapStatistics();
    Progress none =
        new Progress(
            0,
            0,
            0,
            new Rejections(),
            new Rejections(),
            0,
            0,
            0,
            0,
            new Scores(),
            new Scores(),
            gaps,
            gaps,
            new Traffic(),
            false);
    try {
      return parse(KafkaProgress.serialization("").json(none)).keySet();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, Double> parse(byte[] report) throws IOException {
    Map<String, Double> numbers = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(report)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("report must be an object: token=" + json.currentToken());
      }
      fields("", json, numbers);
    }
    return numbers;
  }

  private static void fields(String prefix, JsonParser json, Map<String, Double> numbers)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + json.currentName();
      switch (json.nextToken()) {
        case START_OBJECT -> fields(name + ".", json, numbers);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> put(name, json.getDoubleValue(), numbers);
        case VALUE_TRUE -> put(name, 1.0, numbers);
        case VALUE_FALSE -> put(name, 0.0, numbers);
        default -> {
          put(name, null, numbers);
          json.skipChildren();
        }
      }
    }
  }

  /** The total's number of examples is the report's own. */
  private static void put(String name, Double value, Map<String, Double> numbers) {
    String bare = name.startsWith(TOTAL) ? name.substring(TOTAL.length()) : name;
    numbers.putIfAbsent(bare, value);
  }

  /** Parses reports. */
  private static final class Reports
      implements KafkaRecordDeserializationSchema<Map<String, Double>> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(
        ConsumerRecord<byte[], byte[]> record, Collector<Map<String, Double>> out)
        throws IOException {
      if (record.value() != null) {
        out.collect(parse(record.value()));
      }
    }

    @Override
    public TypeInformation<Map<String, Double>> getProducedType() {
      return Types.MAP(Types.STRING, Types.DOUBLE);
    }
  }
}
