// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.Field;
import io.flinksgd.feature.Fields;
import java.util.List;

/** Records that are rows of CSV, as {@link ExampleFormat.Csv} says. */
final class CsvFormat implements RecordFormat {
  private final Fields to;
  private final List<String> columns;
  private final Field[] fields;

  /** Whether the cells of a column are text, however they look. */
  private final boolean[] texts;

  private final CsvCells cells;
  private final NumberText number = new NumberText();

  /**
   * Passes the fields of all records to {@code to}; {@code mapping} makes features of them.
   *
   * @throws IllegalArgumentException if the columns do not fit
   */
  CsvFormat(Fields to, ExampleFields names, FeatureMapping mapping, ExampleFormat.Csv csv) {
    CsvColumns.check(csv.columns(), names, mapping);
    this.to = to;
    this.columns = csv.columns();
    this.cells = new CsvCells(csv.separator());
    this.fields = new Field[columns.size()];
    this.texts = new boolean[columns.size()];
    boolean coordinates = mapping instanceof FeatureMapping.Sparse;
    for (int i = 0; i < fields.length; i++) {
      String name = columns.get(i);
      fields[i] = coordinates && !names.names(name) ? coordinate(name) : to.field(name);
      texts[i] = name.equals(names.key()) || mapping.isCategorical(name);
    }
  }

  private Field coordinate(String name) {
    try {
      return to.member(to.field(""), name);
    } catch (Refusal e) {
      throw new IllegalArgumentException("columns must be coordinates: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean read(byte[] record) throws Refusal {
    List<String> row = cells.read(record);
    if (row.size() != fields.length) {
      throw new Refusal(
          Reason.UNPARSABLE,
          "record must have a cell for each of %d columns: cells=%d"
              .formatted(fields.length, row.size()));
    }
    if (row.equals(columns)) {
      return false;
    }
    to.begin();
    for (int i = 0; i < fields.length; i++) {
      if (!fields[i].ignored()) {
        tell(fields[i], row.get(i), texts[i]);
      }
    }
    return true;
  }

  private void tell(Field field, String cell, boolean text) throws Refusal {
    if (cell == null) {
      to.absent(field);
    } else if (text) {
      to.text(field, cell);
    } else {
      number.read(cell, 0, cell.length());
      number.tell(field, to);
    }
  }
}
