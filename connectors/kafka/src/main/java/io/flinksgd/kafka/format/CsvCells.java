// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.json.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes records apart that are rows of CSV as RFC 4180 has it. For one thread. */
public final class CsvCells {
  private static final CsvFactory CSV =
      CsvFactory.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .enable(CsvParser.Feature.EMPTY_STRING_AS_NULL)
          .build();

  private static final String ROW = "a row of CSV";

  private final CsvSchema schema;
  private final List<String> cells = new ArrayList<>();

  /** Cells between {@code separator}s. */
  public CsvCells(char separator) {
    this.schema = CsvSchema.emptySchema().withColumnSeparator(separator).withoutEscapeChar();
  }

  /**
   * The cells of {@code record}, null where one is empty; the same list for all records. Spaces
   * around cells and quotes are left out.
   *
   * @throws Refusal if it is not one row
   */
  public List<String> read(byte[] record) throws Refusal {
    String text = Lines.text(record, ROW);
    cells.clear();
    try (CsvParser csv = CSV.createParser(text)) {
      csv.setSchema(schema);
      csv.nextToken(); // all rows
      csv.nextToken(); // the first one
      for (JsonToken t = csv.nextToken(); t != JsonToken.END_ARRAY; t = csv.nextToken()) {
        cells.add(t == JsonToken.VALUE_NULL ? null : csv.getText());
      }
      if (csv.nextToken() == JsonToken.START_ARRAY) {
        throw new Refusal(Reason.UNPARSABLE, "record must be one row of CSV: more follow it");
      }
    } catch (JsonProcessingException e) {
      throw new Refusal(
          Reason.UNPARSABLE,
          "record must be %s: cell %d: %s"
              .formatted(ROW, cells.size() + 1, e.getOriginalMessage()));
    } catch (IOException e) {
      throw new Refusal(Reason.UNPARSABLE, "record must be " + ROW + ": " + e.getMessage());
    }
    return cells;
  }
}
