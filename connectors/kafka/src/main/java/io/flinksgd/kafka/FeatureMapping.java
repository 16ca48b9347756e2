package io.flinksgd.kafka;

import io.flinksgd.model.FeatureHasher;
import java.io.Serializable;

/** How the fields of a record become features. */
sealed interface FeatureMapping extends Serializable {
  /** A row for one thread. */
  FeatureRow row();

  /** All fields that have no other meaning are hashed, and so are the names of sparse features. */
  record Hashed(FeatureHasher hasher) implements FeatureMapping {
    @Override
    public FeatureRow row() {
      return new HashedRow(hasher);
    }
  }

  /** An array of {@code length} numbers. */
  record Dense(int length) implements FeatureMapping {
    public Dense {
      if (length < 1) {
        throw new IllegalArgumentException("length must be >= 1: length=" + length);
      }
    }

    @Override
    public FeatureRow row() {
      return new DenseRow(length);
    }
  }

  /** Numbers by coordinate. */
  record Sparse(int dimension) implements FeatureMapping {
    public Sparse {
      if (dimension < 1) {
        throw new IllegalArgumentException("dimension must be >= 1: dimension=" + dimension);
      }
    }

    @Override
    public FeatureRow row() {
      return new SparseRow(dimension);
    }
  }
}
