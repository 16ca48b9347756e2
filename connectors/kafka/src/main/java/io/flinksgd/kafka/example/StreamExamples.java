// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.example;

import io.flinksgd.example.Example;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.kafka.format.FeatureMapping;
import io.flinksgd.kafka.format.NamedRows;
import io.flinksgd.kafka.format.RawFields;
import java.util.Objects;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.types.Row;
import org.apiguardian.api.API;

/**
 * Examples of a stream of rows, or of any other values, wherever they come from. Fields mean what
 * they do in a topic, and become features as those of SQL's rows do.
 *
 * <pre>{@code
 * StreamExamples.of("clicks", rows)
 *     .hashed(FeatureHasher.parse("hash:bits=18"))
 *     .examples()
 *     .train(spec);
 * }</pre>
 *
 * <p>Mutable; not thread-safe.
 *
 * @param <T> the values
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class StreamExamples<T> {
  private final String name;
  private final DataStream<T> values;
  private final RawFields<T> raw;
  private ExampleFields fields = ExampleFields.standard();
  private FeatureMapping mapping;

  private StreamExamples(String name, DataStream<T> values, RawFields<T> raw) {
    this.name = Objects.requireNonNull(name, "name");
    this.values = values;
    this.raw = Objects.requireNonNull(raw, "raw");
  }

  /**
   * Examples of rows, by the names that a row has or else those of the stream's type. Rows that are
   * not insertions are rejected.
   *
   * @param name of the operator; its uid is made of it
   */
  public static StreamExamples<Row> of(String name, DataStream<Row> rows) {
    return new StreamExamples<>(name, rows, new NamedRows(rows.getType()));
  }

  /** Examples of any values, of which {@code raw} says what is in them. */
  public static <T> StreamExamples<T> of(String name, DataStream<T> values, RawFields<T> raw) {
    return new StreamExamples<>(name, values, raw);
  }

  /** The names of the fields that have a meaning of their own. */
  public StreamExamples<T> fields(ExampleFields value) {
    fields = Objects.requireNonNull(value, "fields");
    return this;
  }

  /** All other fields are hashed; arrays and maps have the namespaces of their fields. */
  public StreamExamples<T> hashed(FeatureHasher hasher) {
    mapping = new FeatureMapping.Hashed(hasher.ownNamespaces());
    return this;
  }

  /** All other fields side by side are {@code length} numbers. */
  public StreamExamples<T> dense(int length) {
    mapping = new FeatureMapping.Dense(length);
    return this;
  }

  /** All other fields are maps of numbers by coordinate in {@code [0, dimension)}. */
  public StreamExamples<T> sparse(int dimension) {
    mapping = new FeatureMapping.Sparse(dimension);
    return this;
  }

  /**
   * Attaches what makes the examples.
   *
   * @throws IllegalStateException if it was not said how
   */
  public ExampleStreams examples() {
    if (mapping == null) {
      throw new IllegalStateException("features must be one of hashed, dense and sparse");
    }
    FeatureMapping typed = mapping.withMaps(NamedRows.maps(values.getType()));
    SingleOutputStreamOperator<Example> examples =
        values
            .process(new ReadValues<>(raw, fields, typed))
            .returns(WireType.EXAMPLE)
            .name("examples of " + name)
            .uid("examples-" + name);
    return new ExampleStreams(
        examples,
        examples.getSideOutput(ParseExamples.REJECTED),
        typed.hashes(),
        typed.coordinates(NamedRows.names(values.getType()), fields),
        fields,
        examples.getSideOutput(ExampleStreams.KINDS));
  }
}
