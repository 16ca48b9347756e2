// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureRow;
import io.flinksgd.feature.Fields;
import io.flinksgd.json.JsonFormat;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.serialization.DeserializationSchema;

/** Reads records of one format and passes their fields to a {@link Fields}. For one thread. */
public interface RecordFormat {
  /**
   * Passes on the fields of a record in their order, beginning with {@link Fields#begin}.
   *
   * @param record its bytes, which are not changed
   * @return false if the record is no example, but a header
   * @throws Refusal if it is not of this format, or breaks a rule of the receiver
   */
  boolean read(byte[] record) throws Refusal;

  /** Prepares for records, in the task that reads them. */
  default void open(DeserializationSchema.InitializationContext context) throws Exception {}

  /**
   * A reader of {@code format} that passes fields to {@code to}, which has these names and this
   * mapping.
   */
  static RecordFormat of(
      ExampleFormat format, Fields to, ExampleFields names, FeatureMapping mapping) {
    if (format instanceof ExampleFormat.Csv csv) {
      return new CsvFormat(to, names, mapping, csv);
    }
    if (format instanceof ExampleFormat.Libsvm libsvm) {
      return new LibsvmFormat(to, names, mapping, libsvm.indexBase());
    }
    if (format instanceof ExampleFormat.Vw) {
      return new VwFormat(to, names, mapping);
    }
    if (format instanceof ExampleFormat.Decoded<?> decoded) {
      return new DecodedFormat<>(to, names, decoded);
    }
    return json(to);
  }

  /**
   * A reader of JSON objects, each of which is an example, that passes their fields to {@code to}.
   */
  static RecordFormat json(Fields to) {
    JsonFormat json = new JsonFormat(to);
    return record -> {
      json.read(record);
      return true;
    };
  }

  /** The names of what has a meaning of its own: some formats have places for it instead. */
  static ExampleFields names(ExampleFormat format, ExampleFields fields) {
    if (format instanceof ExampleFormat.Libsvm) {
      return LibsvmFormat.names(fields);
    }
    return format instanceof ExampleFormat.Vw ? VwFormat.names(fields) : fields;
  }

  /** What makes the features. */
  static FeatureRow features(ExampleFormat format, ExampleFields names, FeatureMapping mapping) {
    return ofColumns(format, mapping) ? mapping.columns() : mapping.row(names);
  }

  private static boolean ofColumns(ExampleFormat format, FeatureMapping mapping) {
    return format instanceof ExampleFormat.Csv
        || format instanceof ExampleFormat.Decoded
        || (format instanceof ExampleFormat.Vw && mapping instanceof FeatureMapping.Sparse);
  }

  /** The names as a manifest says them: no field holds all features where each field is one. */
  static ExampleFields described(
      ExampleFormat format, ExampleFields fields, FeatureMapping mapping) {
    ExampleFields names = names(format, fields);
    return ofColumns(format, mapping) ? names.withDense("").withSparse("") : names;
  }

  /** The mapping of what the format is known to hold: maps are named by the type of rows. */
  static FeatureMapping typed(ExampleFormat format, FeatureMapping mapping) {
    return format instanceof ExampleFormat.Decoded<?> decoded
        ? mapping.withMaps(NamedRows.maps(decoded.schema().getProducedType()))
        : mapping;
  }

  /** What the coordinates of a model are that has no names, where the format says. */
  static Optional<String> coordinates(
      ExampleFormat format, ExampleFields fields, FeatureMapping mapping) {
    if (mapping.hashes().isPresent()) {
      return Optional.empty();
    }
    if (format instanceof ExampleFormat.Libsvm libsvm) {
      return Optional.of("index-base=" + libsvm.indexBase());
    }
    List<String> columns = List.of();
    if (format instanceof ExampleFormat.Csv csv) {
      columns = csv.columns();
    } else if (format instanceof ExampleFormat.Decoded<?> decoded) {
      columns = NamedRows.names(decoded.schema().getProducedType());
    }
    return mapping.coordinates(columns, fields);
  }
}
