// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.types.Row;
import org.apiguardian.api.API;

/**
 * What records are written in. A record that says the same in another format makes the same
 * example. Immutable, of any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public sealed interface ExampleFormat extends Serializable {
  /** As options and manifests name it. */
  String name();

  /** JSON objects. */
  record Json() implements ExampleFormat {
    @Override
    public String name() {
      return "json";
    }
  }

  /**
   * Rows of CSV (RFC 4180), in UTF-8, one in each record.
   *
   * <p>An empty cell is absent. A cell that is written as a number is one, unless its column is
   * declared categorical or is the key: then it is its text, as it is written. Spaces around cells
   * are left out. A record of the columns' own names is a header: it is counted and is no example.
   *
   * @param columns their names in order; empty if the topic's header says them, with which one
   *     partition at least must begin
   * @param separator between cells
   */
  record Csv(List<String> columns, char separator) implements ExampleFormat {
    /** Separator, unless set otherwise. */
    public static final char DEFAULT_SEPARATOR = ',';

    private static final String QUOTE_OR_NUMBER = "\"\r\n+-.0123456789";

    /**
     * Checks the separator.
     *
     * @throws IllegalArgumentException if it is a quote, a line end, a letter or part of a number
     */
    public Csv {
      columns = List.copyOf(columns);
      if (QUOTE_OR_NUMBER.indexOf(separator) >= 0 || Character.isLetter(separator)) {
        throw new IllegalArgumentException(
            "csv-separator must not be a quote, a line end or a part of words and numbers:"
                + " csv-separator="
                + separator);
      }
    }

    /** Rows with these columns; with none, those of the topic's header. */
    public static Csv of(String... columns) {
      return new Csv(List.of(columns), DEFAULT_SEPARATOR);
    }

    @Override
    public String name() {
      return "csv";
    }
  }

  /**
   * Lines of LIBSVM's and SVMlight's format: {@code label qid:group index:value ... # comment}. The
   * features are one object of numbers by index: {@code 1 3:0.5 7:2} is {@code {"label": 1,
   * "sparse": {"3": 0.5, "7": 2}}} to a hashed model; to others an index is a coordinate. What a
   * line leaves out is zero, for a dense model too. The group is the example's key.
   *
   * @param indexBase the index of coordinate 0: 0 or 1
   */
  record Libsvm(int indexBase) implements ExampleFormat {
    /**
     * Checks the base.
     *
     * @throws IllegalArgumentException if it is neither 0 nor 1
     */
    public Libsvm {
      if (indexBase != 0 && indexBase != 1) {
        throw new IllegalArgumentException("index-base must be 0 or 1: index-base=" + indexBase);
      }
    }

    @Override
    public String name() {
      return "libsvm";
    }
  }

  /**
   * Lines of Vowpal Wabbit's text format: {@code label importance 'tag |namespace:scale name:value
   * name ...}. Namespaces are fields.
   *
   * <ul>
   *   <li>Names without values are a category, with several values if they are several: {@code |ad
   *       a17} is {@code {"ad": "a17"}}, and {@code |words the cat} is {@code {"words": ["the",
   *       "cat"]}}.
   *   <li>Where a name has a value, the namespace is an object, in which a name without one counts
   *       1: {@code |user age:31 new} is {@code {"user": {"age": 31, "new": 1}}}. A field that is
   *       declared a map always is one.
   *   <li>A value without a name is the number of the field, and several are an array of numbers:
   *       {@code |hour :9} is {@code {"hour": 9}}.
   *   <li>What is in no namespace is a field of its own: {@code | price:2.5 new} is {@code
   *       {"price": 2.5, "new": 1}}.
   *   <li>A value that is no number is text: {@code |user city:paris}.
   * </ul>
   *
   * <p>As in Vowpal Wabbit, a word that touches the first bar is the tag, a scale multiplies the
   * values of its namespace, and a namespace that comes again goes on. The tag is the example's
   * key. An initial prediction must be zero.
   */
  record Vw() implements ExampleFormat {
    @Override
    public String name() {
      return "vw";
    }
  }

  /**
   * What a schema of Flink decodes, one value of each record. The fields of rows become features as
   * those of SQL do.
   *
   * @param schema decodes records
   * @param fields says what is in a value
   * @param <T> the values
   */
  record Decoded<T>(DeserializationSchema<T> schema, RawFields<T> fields) implements ExampleFormat {
    /**
     * Neither may be null.
     *
     * @throws NullPointerException with the name of the one that is
     */
    public Decoded {
      Objects.requireNonNull(schema, "schema");
      Objects.requireNonNull(fields, "fields");
    }

    /** Rows that know the names of their fields, or whose type does. */
    public static Decoded<Row> rows(DeserializationSchema<Row> schema) {
      return new Decoded<>(schema, new NamedRows(schema.getProducedType()));
    }

    @Override
    public String name() {
      return "decoded";
    }
  }
}
