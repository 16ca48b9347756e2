// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelsTest {
  private static final Field FIELD = new Field("late", false) {};

  @Test
  void usageExample() throws Refusal {
    Labels labels = Labels.parse("no|yes");
    assertThat(labels.text(FIELD, "no")).isEqualTo(0f);
    assertThat(labels.text(FIELD, "yes")).isEqualTo(1f);
    assertThat(said(labels, "Yes")).isEqualTo("BAD_LABEL late must be no or yes: late=\"Yes\"");
  }

  /** What becomes of a value of any type. */
  private static String said(Labels labels, Object value) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> label(labels, value));
    return refusal == null
        ? Float.toString(label(labels, value))
        : refusal.reason() + " " + refusal.getMessage();
  }

  private static float label(Labels labels, Object value) {
    if (value instanceof Number number) {
      return labels.number(FIELD, number.doubleValue());
    }
    return value instanceof Boolean truth
        ? labels.truth(FIELD, truth)
        : labels.text(FIELD, value.toString());
  }

  @Test
  void numbersThatNoLabelCanBeToldToEqualAreRefused() {
    assertThatThrownBy(() -> Labels.parse("1|1234567890123456").refuseLongNumbers())
        .hasMessage(
            "labels must be numbers of at most 15 digits in front of and behind the point; as text"
                + " alone, they can be longer in quotation marks: labels=1|1234567890123456");
    Labels.parse("1|\"1234567890123456\"").refuseLongNumbers();
    Labels.parse("123456789012345|a1234567890123456").refuseLongNumbers();
    Labels.numbers().refuseLongNumbers();
  }

  @Test
  void digitsAreTheNumberOrTheText() {
    Labels labels = Labels.parse("-1|1");
    for (Object negative : List.of(-1, -1.0, "-1")) {
      assertThat(said(labels, negative)).isEqualTo("0.0");
    }
    for (Object positive : List.of(1, 1.0, "1")) {
      assertThat(said(labels, positive)).isEqualTo("1.0");
    }
    for (Object other : List.of(0, 2, true, "true", "", "1.0", "+1", " 1", 1.0000001)) {
      assertThat(said(labels, other)).startsWith("BAD_LABEL late must be -1 or 1: late=");
    }
  }

  @Test
  void wordsOfTruthAreTheTruthValueOrTheText() {
    Labels labels = Labels.parse("false|true");
    for (Object positive : List.of(true, "true")) {
      assertThat(said(labels, positive)).isEqualTo("1.0");
    }
    assertThat(said(labels, false)).isEqualTo("0.0");
    for (Object other : List.of(1, 0, "True", "1")) {
      assertThat(said(labels, other)).startsWith("BAD_LABEL late must be false or true");
    }
  }

  @Test
  void inQuotationMarksAValueIsTextAlone() {
    Labels labels = Labels.parse("\"0\"|\"true\"");
    assertThat(said(labels, "0")).isEqualTo("0.0");
    assertThat(said(labels, "true")).isEqualTo("1.0");
    for (Object other : List.of(0, true, "\"0\"")) {
      assertThat(said(labels, other)).startsWith("BAD_LABEL late must be \"0\" or \"true\"");
    }
  }

  @Test
  void withoutNamesLabelsAreNumbers() {
    Labels labels = Labels.numbers();
    assertThat(said(labels, 2.5)).isEqualTo("2.5");
    assertThat(said(labels, true)).isEqualTo("1.0");
    assertThat(said(labels, false)).isEqualTo("0.0");
    assertThat(said(labels, "1")).startsWith("BAD_LABEL late must be a number or a truth value");
    assertThat(said(labels, "NaN")).startsWith("NOT_FINITE");
    assertThat(said(labels, 1e39)).startsWith("NOT_FINITE");
  }

  @Test
  void nanIsNoLabelWhateverTheyAre() {
    for (String labels : List.of("no|yes", "0|1", "\"NaN\"|1")) {
      assertThat(said(Labels.parse(labels), Double.NaN)).startsWith("NOT_FINITE");
    }
    assertThat(said(Labels.parse("no|yes"), "NaN")).startsWith(Reason.NOT_FINITE.name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "|", "yes", "no|", "|yes", "a|b|c", "1|1", "1|1.0", "1|\"1\"", "a|a"})
  void twoValuesAreNeeded(String labels) {
    assertThatThrownBy(() -> Labels.parse(labels))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("labels must be two")
        .hasMessageEndingWith("labels=" + labels);
  }

  @Test
  void itsTextMakesTheSame() {
    for (String text : List.of("-1|1", "\"a b\"|c")) {
      assertThat(Labels.parse(text)).hasToString(text).isEqualTo(Labels.parse(text));
    }
    assertThat(Labels.parse("0|1")).isNotEqualTo(Labels.parse("1|0"));
  }
}
