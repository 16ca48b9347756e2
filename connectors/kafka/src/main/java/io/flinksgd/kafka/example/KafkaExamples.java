// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.example;

import io.flinksgd.client.KafkaClasses;
import io.flinksgd.example.Example;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.kafka.client.ClientProperties;
import io.flinksgd.kafka.client.ConnectorCheck;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.format.ExampleFormat;
import io.flinksgd.kafka.format.ExampleParser;
import io.flinksgd.kafka.format.FeatureMapping;
import io.flinksgd.kafka.format.ImageFormat;
import io.flinksgd.kafka.format.ImageParser;
import io.flinksgd.kafka.format.RawRecord;
import io.flinksgd.kafka.format.RawRecordFormat;
import io.flinksgd.kafka.format.RecordFormat;
import io.flinksgd.kafka.format.RecordParser;
import io.flinksgd.kafka.source.KafkaEnds;
import io.flinksgd.kafka.source.KafkaOffsets;
import io.flinksgd.kafka.source.LostOffsets;
import io.flinksgd.kafka.source.OffsetReset;
import io.flinksgd.kafka.source.ResumableSource;
import io.flinksgd.kafka.source.UnpackedLimits;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apiguardian.api.API;

/**
 * Examples from Kafka topics: of JSON objects, of another {@link ExampleFormat}, or of images.
 *
 * <pre>{@code
 * ExampleStreams streams =
 *     KafkaExamples.from("localhost:9092", "clicks")
 *         .group("trainer")
 *         .hashed(FeatureHasher.parse("hash:bits=18"))
 *         .in(env);
 * }</pre>
 *
 * <p>The fields that {@link ExampleFields} names have a meaning; each other one is a raw feature: a
 * text or truth value names a category, a number is a number unless the hasher says otherwise, and
 * objects and arrays are what {@link FeatureHasher} makes of them. Records that break a rule go to
 * {@link ExampleStreams#rejected} and never fail the job.
 *
 * <p>Source and parser are chained and run at the environment's parallelism. Partitions are dealt
 * out in turn: with as many partitions as parallel workers each partition feeds one worker, and
 * with fewer some workers are idle.
 *
 * <p>Mutable; not thread-safe.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class KafkaExamples {
  /** Most bytes of a record, unless set otherwise. */
  public static final int DEFAULT_MAX_BYTES = 1 << 20;

  /** Where to start, unless set otherwise. */
  public static final String DEFAULT_START = "earliest";

  private static final String GROUP = "group.id";
  private static final String UID = "examples";
  private static final String PARSE = "parse-";
  private static final String DISCOVERY = "partition.discovery.interval.ms";

  /** Partitions that are added are found within a minute. */
  private static final String DISCOVERY_MILLIS = "60000";

  private static final Duration IDLENESS = Duration.ofSeconds(5);

  /**
   * Properties that are not passed to Flink's source. Flink assigns the partitions, so the group
   * protocol decides nothing but which consumer is used, and {@link UnpackedLimits} need the
   * classic one.
   */
  private static final Set<String> OF_THE_READER =
      Set.of(OffsetReset.PROPERTY, "group.protocol", "group.remote.assignor");

  private final String bootstrapServers;
  private final List<String> topics;
  private final Map<String, String> properties = new HashMap<>();
  private OffsetsInitializer start = KafkaOffsets.parse(DEFAULT_START);
  private OffsetsInitializer end;
  private ExampleFields fields = ExampleFields.standard();
  private ExampleFormat format = new ExampleFormat.Json();
  private FeatureMapping mapping;
  private ImageFormat images;
  private int maxBytes = DEFAULT_MAX_BYTES;
  private Duration outOfOrderness;
  private String uid;

  private KafkaExamples(String bootstrapServers, List<String> topics) {
    this.bootstrapServers = Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    this.topics = topics;
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("topics must be named: topics=" + topics);
    }
    properties.put("isolation.level", "read_committed");
  }

  /** Reads the named topics from their beginning, without end. */
  public static KafkaExamples from(String bootstrapServers, String... topics) {
    return new KafkaExamples(bootstrapServers, List.of(topics));
  }

  /** Consumer group to which offsets are committed at checkpoints; for monitoring only. */
  public KafkaExamples group(String value) {
    properties.put(GROUP, value);
    return this;
  }

  /**
   * Properties of the Kafka client, SASL and TLS among them. {@code auto.offset.reset} says what
   * happens when the offset that comes next is not on the topic any more, because records are
   * deleted by age or the topic was created again: with {@code none} the job fails and does not
   * restart, with {@code earliest}, the default, and {@code latest} it goes on there, and counts
   * the offsets that it passes over (metric {@code skippedRecords}) and warns of them. {@code
   * partition.discovery.interval.ms} says how often partitions are looked for that were added to
   * the topics; they are read from their beginning.
   */
  public KafkaExamples properties(Map<String, String> more) {
    ClientProperties.check(more);
    properties.putAll(KafkaClasses.actual(more));
    return this;
  }

  /** Where to start when there is no checkpoint to start from. */
  public KafkaExamples startingAt(OffsetsInitializer value) {
    start = Objects.requireNonNull(value, "start");
    return this;
  }

  /**
   * As {@link #startingAt(OffsetsInitializer)}: {@code earliest}, {@code latest}, {@code committed}
   * (by the group, else the earliest) or {@code timestamp:MILLISECONDS}.
   */
  public KafkaExamples startingAt(String value) {
    return startingAt(KafkaOffsets.parse(value));
  }

  /**
   * Ends the stream at these offsets; {@link OffsetsInitializer#latest} for what is there when the
   * job is built. A job that is restored ends there too, wherever the job of the savepoint was to
   * end.
   */
  public KafkaExamples endingAt(OffsetsInitializer value) {
    end = Objects.requireNonNull(value, "end");
    return this;
  }

  /** Ends each partition in front of its offset; partitions without one are not read. */
  public KafkaExamples endingAt(Map<TopicPartition, Long> offsets) {
    return endingAt(new KafkaEnds(offsets));
  }

  /** As {@link #endingAt(OffsetsInitializer)}: {@code latest} or {@code timestamp:MILLISECONDS}. */
  public KafkaExamples endingAt(String value) {
    return endingAt(KafkaOffsets.parse(value));
  }

  /**
   * Names the source in savepoints, instead of {@code examples}, {@code examples-2} and so on, in
   * the order in which a job attaches them. A savepoint fits whatever topics are read then: of
   * those that are read no more the positions are dropped, and others are read from their
   * beginning.
   */
  public KafkaExamples uid(String value) {
    uid = Objects.requireNonNull(value, "uid");
    return this;
  }

  /** The names of the fields that have a meaning of their own. */
  public KafkaExamples fields(ExampleFields value) {
    fields = Objects.requireNonNull(value, "fields");
    return this;
  }

  /** What records are written in; JSON unless it is said. */
  public KafkaExamples format(ExampleFormat value) {
    format = Objects.requireNonNull(value, "format");
    return this;
  }

  /** Raw features are hashed; arrays and maps have the namespaces of their fields. */
  public KafkaExamples hashed(FeatureHasher hasher) {
    mapping = new FeatureMapping.Hashed(hasher.ownNamespaces());
    return this;
  }

  /** Features are an array of {@code length} numbers; other fields are ignored. */
  public KafkaExamples dense(int length) {
    mapping = new FeatureMapping.Dense(length);
    return this;
  }

  /** Features are numbers by coordinate in {@code [0, dimension)}; other fields are ignored. */
  public KafkaExamples sparse(int dimension) {
    mapping = new FeatureMapping.Sparse(dimension);
    return this;
  }

  /** Records are images of this format, and not JSON. */
  public KafkaExamples images(ImageFormat format) {
    images = Objects.requireNonNull(format, "format");
    return this;
  }

  /**
   * Larger records are rejected before they are parsed; of one that is compressed no more than this
   * is ever unpacked into memory.
   */
  public KafkaExamples maxRecordBytes(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("maxRecordBytes must be >= 1: maxRecordBytes=" + value);
    }
    maxBytes = value;
    return this;
  }

  /**
   * Makes event-time watermarks that follow the largest event time at this distance. A worker that
   * has had no example for five seconds does not hold them back.
   */
  public KafkaExamples outOfOrderness(Duration value) {
    outOfOrderness = Objects.requireNonNull(value, "outOfOrderness");
    return this;
  }

  /**
   * Attaches the source and the parser.
   *
   * @throws IllegalStateException if a topic does not exist or the broker cannot be reached
   */
  public ExampleStreams in(StreamExecutionEnvironment env) {
    if (images != null && !(format instanceof ExampleFormat.Json)) {
      throw new IllegalStateException("images have a format of their own: format=" + format.name());
    }
    if ((mapping == null) == (images == null)) {
      throw new IllegalStateException(
          "features must be one of hashed, dense, sparse and images: features="
              + (mapping == null ? "none" : "two"));
    }
    Properties client = requireTopics();
    ExampleFormat written = withColumns(client);
    Optional<FeatureMapping> features =
        Optional.ofNullable(mapping).map(m -> RecordFormat.typed(written, m));
    RecordParser.Factory parsers =
        features.map(f -> parsers(written, f)).orElseGet(() -> imageParsers());
    String name = String.join(",", topics);
    String own = uid == null ? nextUid(env) : uid;
    SingleOutputStreamOperator<Example> examples =
        env.fromSource(source(), WatermarkStrategy.noWatermarks(), "topic " + name)
            .uid(own)
            .process(new ParseExamples(parsers))
            .returns(WireType.EXAMPLE)
            .name("parse " + name)
            .uid(PARSE + own);
    return new ExampleStreams(
        outOfOrderness == null ? examples : timed(examples, name, own),
        examples.getSideOutput(ParseExamples.REJECTED),
        features.flatMap(FeatureMapping::hashes),
        features.flatMap(f -> RecordFormat.coordinates(written, fields, f)),
        features.map(f -> RecordFormat.described(written, fields, f)).orElse(fields),
        examples.getSideOutput(ExampleStreams.KINDS));
  }

  /** The uid of a source that was given none: {@code examples} for the first. */
  private static String nextUid(StreamExecutionEnvironment env) {
    long before =
        env.getTransformations().stream()
            .filter(t -> t.getUid() != null && t.getUid().startsWith(PARSE + UID))
            .count();
    return before == 0 ? UID : UID + "-" + (before + 1);
  }

  /** The format, with the columns that the topic names if none were given. */
  private ExampleFormat withColumns(Properties client) {
    return format instanceof ExampleFormat.Csv csv && csv.columns().isEmpty()
        ? new ExampleFormat.Csv(
            CsvHeader.find(client, topics, csv.separator(), fields.label()), csv.separator())
        : format;
  }

  private RecordParser.Factory imageParsers() {
    ImageFormat image = images;
    int most = mostBytes();
    return () -> new ImageParser(image, most);
  }

  /** Makes copies: this object may be changed later. */
  private RecordParser.Factory parsers(ExampleFormat written, FeatureMapping features) {
    ExampleFields names = fields;
    int most = maxBytes;
    RecordParser.Factory parsers = () -> ExampleParser.of(written, names, features, most);
    RecordParser unused = parsers.create(); // what does not fit is refused here, and not in a task
    return parsers;
  }

  private SingleOutputStreamOperator<Example> timed(
      SingleOutputStreamOperator<Example> examples, String name, String own) {
    return examples
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<Example>forBoundedOutOfOrderness(outOfOrderness)
                .withIdleness(IDLENESS)
                .withTimestampAssigner((example, before) -> example.eventTime()))
        .name("event time " + name)
        .uid("event-time-" + own);
  }

  private Properties requireTopics() {
    Properties client = client();
    try (KafkaTopics found = KafkaTopics.connect(client)) {
      topics.forEach(found::partitions);
    }
    return client;
  }

  private Properties client() {
    Properties client = new Properties();
    client.putAll(properties);
    client.setProperty("bootstrap.servers", bootstrapServers);
    return client;
  }

  private ResumableSource<RawRecord> source() {
    ConnectorCheck.whenBuilt();
    Optional<KafkaEnds> ends =
        Optional.ofNullable(end).map(given -> KafkaEnds.resolve(given, topics, client()));
    KafkaSourceBuilder<RawRecord> source =
        KafkaSource.<RawRecord>builder()
            .setBootstrapServers(bootstrapServers)
            .setTopics(topics)
            .setStartingOffsets(new OffsetReset.Start(start))
            .setDeserializer(new Raw());
    if (!properties.containsKey(GROUP)) {
      source.setProperty("commit.offsets.on.checkpoint", "false");
    }
    ends.ifPresentOrElse(source::setBounded, () -> source.setProperty(DISCOVERY, DISCOVERY_MILLIS));
    properties.forEach(
        (name, value) -> {
          if (!OF_THE_READER.contains(name)) {
            source.setProperty(name, value);
          }
        });
    LostOffsets lost = new LostOffsets(client(), OffsetReset.in(properties));
    UnpackedLimits limits = UnpackedLimits.above(ExampleParser.KEY_BYTES, mostBytes());
    return new ResumableSource<>(source.build(), topics, ends, lost, limits);
  }

  /** Most bytes of a record: an image's size is known, and counts where it is larger. */
  private int mostBytes() {
    return images == null ? maxBytes : Math.max(maxBytes, images.recordBytes());
  }

  /** Leaves the bytes as they are. */
  private static final class Raw
      implements KafkaRecordDeserializationSchema<RawRecord>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
      out.collect(
          new RawRecord(
              record.topic(),
              record.partition(),
              record.offset(),
              record.timestamp(),
              record.key(),
              record.value()));
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
      return new WireType<>(RawRecord.class, new RawRecordFormat());
    }
  }
}
