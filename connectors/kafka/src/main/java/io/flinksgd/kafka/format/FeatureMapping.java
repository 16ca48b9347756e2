// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.feature.ColumnRow;
import io.flinksgd.feature.DenseRow;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.feature.FeatureRow;
import io.flinksgd.feature.SeenKinds;
import io.flinksgd.feature.SparseRow;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** How the fields of a record become features that are trained on. */
public sealed interface FeatureMapping extends Serializable {
  /** A row for one thread, of the fields that {@code fields} leaves or names. */
  FeatureRow row(ExampleFields fields);

  /** As {@link #row}, of records that are rows of columns, each of which is a feature. */
  FeatureRow columns();

  /** Whether numbers of the field are taken for text. */
  default boolean isCategorical(String field) {
    return false;
  }

  /** Whether the field is an object of numbers. */
  default boolean isMap(String field) {
    return false;
  }

  /** Takes objects in these fields for maps of numbers. */
  default FeatureMapping withMaps(List<String> fields) {
    return this;
  }

  /** How fields are hashed, if they are. */
  default Optional<FeatureHasher> hashes() {
    return Optional.empty();
  }

  /** What the coordinates are, if they are columns side by side and these are known. */
  default Optional<String> coordinates(List<String> columns, ExampleFields fields) {
    return Optional.empty();
  }

  /** The field {@code name}, if it has a name and no other meaning. */
  private static String alone(String option, String name, ExampleFields fields) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "%s must name the field of the features: %s=".formatted(option, option));
    }
    if (fields.names(name)) {
      throw new IllegalArgumentException("field must have one meaning: field=" + name);
    }
    return name;
  }

  /** All fields that have no other meaning are hashed. */
  record Hashed(FeatureHasher hasher) implements FeatureMapping {
    @Override
    public FeatureRow row(ExampleFields fields) {
      return hasher.row(new SeenKinds());
    }

    @Override
    public FeatureRow columns() {
      return hasher.row(new SeenKinds());
    }

    @Override
    public boolean isCategorical(String field) {
      return hasher.isCategorical(field);
    }

    @Override
    public boolean isMap(String field) {
      return hasher.isMap(field);
    }

    @Override
    public FeatureMapping withMaps(List<String> fields) {
      return fields.isEmpty() ? this : new Hashed(hasher.maps(fields.toArray(String[]::new)));
    }

    @Override
    public Optional<FeatureHasher> hashes() {
      return Optional.of(hasher);
    }
  }

  /** One field is an array of {@code length} numbers. */
  record Dense(int length) implements FeatureMapping {
    public Dense {
      if (length < 1) {
        throw new IllegalArgumentException("length must be >= 1: length=" + length);
      }
    }

    @Override
    public FeatureRow row(ExampleFields fields) {
      return new DenseRow(length, alone("dense-field", fields.features().dense(), fields));
    }

    @Override
    public FeatureRow columns() {
      return new ColumnRow(length);
    }

    @Override
    public Optional<String> coordinates(List<String> columns, ExampleFields fields) {
      List<String> features = columns.stream().filter(name -> !fields.names(name)).toList();
      boolean clear = features.stream().noneMatch(name -> name.contains(","));
      return features.isEmpty() || !clear
          ? Optional.empty()
          : Optional.of(String.join(", ", features));
    }
  }

  /** One field is an object of numbers by coordinate. */
  record Sparse(int dimension) implements FeatureMapping {
    public Sparse {
      if (dimension < 1) {
        throw new IllegalArgumentException("dimension must be >= 1: dimension=" + dimension);
      }
    }

    @Override
    public FeatureRow row(ExampleFields fields) {
      return new SparseRow(dimension, alone("sparse-field", fields.features().sparse(), fields));
    }

    @Override
    public FeatureRow columns() {
      return SparseRow.ofAll(dimension);
    }

    @Override
    public boolean isMap(String field) {
      return true;
    }
  }
}
