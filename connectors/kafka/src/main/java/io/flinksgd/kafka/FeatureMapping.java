package io.flinksgd.kafka;

import io.flinksgd.model.DenseRow;
import io.flinksgd.model.FeatureHasher;
import io.flinksgd.model.FeatureRow;
import io.flinksgd.model.SparseRow;
import java.io.Serializable;

/** How the fields of a record become features. */
sealed interface FeatureMapping extends Serializable {
  /** A row for one thread, of the fields that {@code fields} leaves or names. */
  FeatureRow row(ExampleFields fields);

  /** All fields that have no other meaning are hashed. */
  record Hashed(FeatureHasher hasher) implements FeatureMapping {
    @Override
    public FeatureRow row(ExampleFields fields) {
      return hasher.row();
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
      return new DenseRow(length, fields.dense());
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
      return new SparseRow(dimension, fields.sparse());
    }
  }
}
