// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.example.Example;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureHasher;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of CSV mean what JSON does. */
class CsvFormatTest {
  private static final FeatureMapping HASHED =
      new FeatureMapping.Hashed(
          FeatureHasher.parse("hash:bits=18,categorical=zip,ignore=id,crosses=ad*zip"));
  private static final ExampleFields FIELDS =
      ExampleFields.standard().withWeight("").withTime("").withKey("");
  private final Reading csv =
      Reading.of(ExampleFormat.Csv.of("id", "label", "ad", "zip", "price"), FIELDS, HASHED);
  private final Reading json = Reading.of(new ExampleFormat.Json(), FIELDS, HASHED);

  @Test
  void usageExample() throws Refusal {
    Example example = csv.read("7,1,a17,01234,0.25");
    assertThat(example.label()).isEqualTo(1f);
    assertThat(Reading.byCoordinate(example.features()))
        .isEqualTo(
            json.features(
                "{\"id\":7,\"label\":1,\"ad\":\"a17\",\"zip\":\"01234\",\"price\":0.25}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      value = {
        "7,1,a17,9,0.5              ! {'ad':'a17','zip':9,'price':0.5}",
        "7,1,,9,                    ! {'zip':9}",
        ",1,,,                      ! {}",
        "7,1,'',' ',  ''            ! {'zip':' '}",
        "7,1,a17,10e45678,1e3       ! {'ad':'a17','zip':'10e45678','price':1000}",
        "7,1,a17,9.0,+5             ! {'ad':'a17','zip':'9.0','price':5}",
        "7,1,a17,9223372036854775807,007 ! {'ad':'a17','zip':9223372036854775807,'price':7}",
        "7,1, a17 , 9,  0.5         ! {'ad':'a17','zip':9,'price':0.5}",
        "7,1,'a, 17','x y','0.5'    ! {'ad':'a, 17','zip':'x y','price':0.5}",
        "7,1,'a ''b''',9,cheap      ! {'ad':'a \\'b\\'','zip':9,'price':'cheap'}",
        "7,1,true,false,-.5         ! {'ad':true,'zip':'false','price':-0.5}",
        "7,1,été,9,-0               ! {'ad':'été','zip':9,'price':0}",
        "7,1,NAN,9,1                ! {'ad':'NAN','zip':9,'price':1}",
        "7,1,Nan,nan,1              ! {'ad':'Nan','zip':'nan','price':1}",
        "7,1,INF,NaN,1              ! {'ad':'INF','zip':'NaN','price':1}",
        "7,1,1234567890123456789012,9,1 ! {'ad':1234567890123456789012,'zip':9,'price':1}",
      })
  void cellsAreValues(String row, String same) throws Refusal {
    String object = same.replace("'", "\"").replace("\\\"", "\\\"");
    assertThat(csv.features(row.replace('\'', '"')))
        .isEqualTo(
            json.features(
                object.equals("{}") ? "{\"label\":1}" : "{\"label\":1," + object.substring(1)));
  }

  @ParameterizedTest
  @CsvSource({"true,1", "TRUE,1", "True,1", "false,0", "FALSE,0"})
  void labelsMayBeTruthValues(String cell, float label) throws Refusal {
    assertThat(csv.read("7," + cell + ",a,9,2").label()).isEqualTo(label);
  }

  @Test
  void cellsMayHaveLineEndsInQuotes() throws Refusal {
    assertThat(csv.features("7,1,\"a\r\nb\",9,0.5"))
        .isEqualTo(json.features("{\"label\":1,\"ad\":\"a\\r\\nb\",\"zip\":9,\"price\":0.5}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7,1,a,9,2\n", "7,1,a,9,2\r\n", "7,1,a,9,2\r", "\uFEFF7,1,a,9,2"})
  void aLineEndAndAByteOrderMarkDoNotMatter(String row) throws Refusal {
    assertThat(csv.features(row)).isEqualTo(csv.features("7,1,a,9,2"));
  }

  @Test
  void aHeaderIsNoExample() throws Refusal {
    assertThat(csv.read("id,label,ad,zip,price\r\n")).isNull();
    assertThat(csv.read("\"id\", label,ad,zip,price")).isNull();
    assertThat(csv.refusal("label,id,ad,zip,price")).hasMessageContaining("label");
  }

  @ParameterizedTest
  @ValueSource(chars = {';', '\t', '|', ' '})
  void theSeparatorMayBeAnother(char separator) throws Refusal {
    Reading other =
        Reading.of(
            new ExampleFormat.Csv(List.of("label", "ad", "zip", "id"), separator), FIELDS, HASHED);
    assertThat(other.features("1,\"a,b\",,7".replace("\"a,b\"", "\"x\"").replace(',', separator)))
        .isEqualTo(json.features("{\"label\":1,\"ad\":\"x\"}"));
  }

  @ParameterizedTest
  @ValueSource(chars = {'"', '\n', '\r', '.', '-', '7', 'x', 'é'})
  void aSeparatorIsNoPartOfWords(char separator) {
    assertThatThrownBy(() -> new ExampleFormat.Csv(List.of(), separator))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("csv-separator=" + separator);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      value = {
        "7,1,a,9           ! UNPARSABLE    ! a cell for each of 5 columns: cells=4",
        "7,1,a,9,2,        ! UNPARSABLE    ! cells=6",
        "7,,a,9,2          ! MISSING_LABEL ! label must not be empty",
        "7,1,'a,9,2        ! UNPARSABLE    ! cell 3: Missing closing quote",
        "7,1,'a'b,9,2      ! UNPARSABLE    ! cell 3: Unexpected character",
        "7,yes,a,9,2       ! BAD_LABEL     ! label must be a number or a truth value",
        "7,nan,a,9,2       ! NOT_FINITE    ! label",
        "7,1,a,9,nan       ! NOT_FINITE    ! price must be a finite float: price=nan",
        "7,1,a,9,NaN       ! NOT_FINITE    ! price must be a finite float: price=NaN",
        "7,1,a,9,-Infinity ! NOT_FINITE    ! price=-Infinity",
        "7,1,a,9,1e39      ! NOT_FINITE    ! price=1.0E39",
        "7,1,a,9,1e999     ! NOT_FINITE    ! price=1e999",
      })
  void whatBreaksARuleIsRefusedWithItsPlace(String row, Reason reason, String detail) {
    Refusal refusal = csv.refusal(row.replace('\'', '"'));
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal).hasMessageContaining(detail);
  }

  @Test
  void aRecordIsOneRow() {
    assertThat(csv.refusal("7,1,a,9,2\n7,1,a,9,2")).hasMessageContaining("more follow it");
    assertThat(csv.refusal("7,1,a,9,2\n\n")).hasMessageContaining("more follow it");
    assertThat(csv.refusal("\n7,1,a,9,2")).hasMessageContaining("more follow it");
  }

  @Test
  void theKeyIsItsText() throws Refusal {
    Reading keyed =
        Reading.of(
            ExampleFormat.Csv.of("k", "label", "w", "t"),
            FIELDS.withKey("k").withWeight("w").withTime("t"),
            new FeatureMapping.Hashed(FeatureHasher.bits(4)));
    Example example = keyed.read("007,0,2.5,1767225600500");
    assertThat(example.key()).isEqualTo("007");
    assertThat(example.weight()).isEqualTo(2.5f);
    assertThat(example.eventTime()).isEqualTo(1767225600500L);
  }

  @Test
  void columnsAreTheCoordinatesOfADenseModel() throws Refusal {
    FeatureMapping dense = new FeatureMapping.Dense(2);
    Reading rows = Reading.of(ExampleFormat.Csv.of("a", "label", "b"), FIELDS, dense);
    assertThat(rows.features("0.5,1,-2")).isEqualTo(Map.of(0, 0.5f, 1, -2f));
    assertThat(rows.features(",1,-2")).isEqualTo(Map.of(0, 0f, 1, -2f));
    assertThat(rows.refusal("x,1,-2")).hasMessageContaining("a must be a number: a=\"x\"");
    assertThatThrownBy(() -> Reading.of(ExampleFormat.Csv.of("a", "label"), FIELDS, dense))
        .hasMessageContaining("columns must be as many as the model's features: features=2");
  }

  @Test
  void columnsOfASparseModelAreNamedByCoordinates() throws Refusal {
    FeatureMapping sparse = new FeatureMapping.Sparse(10);
    Reading rows = Reading.of(ExampleFormat.Csv.of("7", "label", "3"), FIELDS, sparse);
    assertThat(rows.features("0.5,1,")).isEqualTo(Map.of(7, 0.5f));
    assertThatThrownBy(() -> Reading.of(ExampleFormat.Csv.of("x", "label"), FIELDS, sparse))
        .hasMessageContaining("coordinate=x");
    assertThatThrownBy(() -> Reading.of(ExampleFormat.Csv.of("10", "label"), FIELDS, sparse))
        .hasMessageContaining("coordinate=10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "label,ad,zip         ! features must name a column: features=id",
        "ad,zip,id            ! label-field must name a column: label-field=label",
        "label,ad,zip,id,ad   ! each one of its own: column=ad",
        "label,ad,zip,id,''   ! columns must have names",
      })
  void columnsMustFit(String columns, String message) {
    String[] names = columns.replace("''", "").split(",", -1);
    assertThatThrownBy(() -> Reading.of(ExampleFormat.Csv.of(names), FIELDS, HASHED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
