// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.MapTypeInfo;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

/**
 * The fields of rows, by the names that a row has or else by those of its type. Rows in rows are
 * objects.
 *
 * @param type of the rows
 */
public record NamedRows(TypeInformation<?> type) implements RawFields<Row> {
  private static final long serialVersionUID = 1L;

  @Override
  public Map<String, ?> of(Row row) {
    if (row.getKind() != RowKind.INSERT) {
      throw new IllegalArgumentException(
          "row must be inserted: what was learned cannot be taken back: kind=" + row.getKind());
    }
    return fields(row, type);
  }

  private static Map<String, Object> fields(Row row, TypeInformation<?> type) {
    RowTypeInfo known =
        type instanceof RowTypeInfo info && info.getArity() == row.getArity() ? info : null;
    Set<String> names = row.getFieldNames(true);
    if (names == null && known == null) {
      throw new IllegalArgumentException("row must have names: row=" + row);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    if (names != null) {
      for (String name : names) {
        TypeInformation<?> of =
            known != null && known.hasField(name) ? known.getTypeAt(name) : null;
        fields.put(name, value(row.getField(name), of));
      }
    } else {
      for (int i = 0; i < row.getArity(); i++) {
        fields.put(known.getFieldNames()[i], value(row.getField(i), known.getTypeAt(i)));
      }
    }
    return fields;
  }

  private static Object value(Object value, TypeInformation<?> type) {
    return value instanceof Row row ? fields(row, type) : value;
  }

  /** The fields of rows of {@code type} in their order, if it says. */
  public static List<String> names(TypeInformation<?> type) {
    return type instanceof RowTypeInfo row ? List.of(row.getFieldNames()) : List.of();
  }

  /** The fields of rows of {@code type} that are maps, and not rows in rows. */
  public static List<String> maps(TypeInformation<?> type) {
    List<String> maps = new ArrayList<>();
    addMaps("", type, maps);
    return maps;
  }

  private static void addMaps(String prefix, TypeInformation<?> type, List<String> maps) {
    if (type instanceof RowTypeInfo row) {
      for (int i = 0; i < row.getArity(); i++) {
        String name = prefix + row.getFieldNames()[i];
        if (row.getTypeAt(i) instanceof MapTypeInfo) {
          maps.add(name);
        }
        addMaps(name + ".", row.getTypeAt(i), maps);
      }
    }
  }
}
