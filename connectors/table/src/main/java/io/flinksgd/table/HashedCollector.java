package io.flinksgd.table;

import io.flinksgd.model.Features;
import io.flinksgd.model.HashedFeatures;

/** Names become coordinates by hashing; what is absent makes no feature. */
record HashedCollector(HashedFeatures row) implements RowFeatures.Collector {
  @Override
  public void begin() {
    row.clear();
  }

  @Override
  public RowFeatures.Slot slot(String name) {
    return new Slot(row, row.field(name));
  }

  @Override
  public Features finish() {
    return row.finish();
  }

  /** A field of hashed features. */
  private record Slot(HashedFeatures row, HashedFeatures.Field field) implements RowFeatures.Slot {
    @Override
    public void number(double x) {
      row.number(field, x);
    }

    @Override
    public void truth(boolean x) {
      row.text(field, Boolean.toString(x));
    }

    @Override
    public void text(byte[] utf8) {
      row.text(field, utf8);
    }

    @Override
    public void element(int j, float x) {
      row.element(field, j, x);
    }

    @Override
    public void entry(String key, float x) {
      row.entry(field, key, x);
    }
  }
}
