// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import io.flinksgd.feature.NamedColumnRow.Named;
import io.flinksgd.feature.NamedColumnRow.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The columns that a manifest says a model was trained on. */
final class TrainedColumns {
  private static final String SEPARATOR = ", ";

  /** A name and a type, as the columns of a table are written. */
  private static final Pattern COLUMN =
      Pattern.compile("(.+) (BIGINT|FLOAT|DOUBLE|BOOLEAN|ARRAY<[A-Z]+>|MAP<STRING, [A-Z]+>)");

  /** Behind which the next column begins: no type but a map has a comma in it. */
  private static final Pattern END = Pattern.compile(", (?![A-Z]+>)");

  private TrainedColumns() {}

  /** Of a dense model of {@code length} features, where they can be told from one another. */
  static Optional<List<Named>> dense(Map<String, String> spec, int length) {
    String typed = spec.get("columns");
    if (typed != null) {
      return typed(typed);
    }
    String names = spec.getOrDefault("coordinates", "");
    if (names.isEmpty()) {
      return Optional.empty();
    }
    List<String> all = List.of(names.split(SEPARATOR, -1));
    Shape shape = all.size() == length ? Shape.NUMBER : Shape.ANY;
    return Optional.of(all.stream().map(name -> new Named(name, shape)).toList());
  }

  /** Columns of a table; empty if one is of a type that has parts. */
  static Optional<List<Named>> typed(String columns) {
    List<Named> all = new ArrayList<>();
    for (String text : END.split(columns, -1)) {
      Matcher column = COLUMN.matcher(text);
      if (!column.matches()) {
        return Optional.empty();
      }
      Shape shape = column.group(2).startsWith("ARRAY") ? Shape.ARRAY : Shape.NUMBER;
      all.add(new Named(column.group(1), shape));
    }
    return Optional.of(all);
  }
}
