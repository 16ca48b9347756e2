package io.flinksgd.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flinksgd.model.Refusal;
import io.flinksgd.model.Rejected.Reason;
import java.io.IOException;
import java.util.Arrays;

/** Reads finite numbers; NaN and the infinities come as literals, as texts and as overflow. */
final class JsonNumbers {
  private static final char[] NOTHING = {};
  private static final char[] NAN = "NaN".toCharArray();
  private static final char[] INFINITY = "Infinity".toCharArray();
  private static final char[] MINUS_INFINITY = "-Infinity".toCharArray();

  private JsonNumbers() {}

  /** The number at the parser's position, as a finite float. */
  static float finite(String name, JsonParser json) throws IOException, Refusal {
    float value = (float) finiteDouble(name, json);
    if (!Float.isFinite(value)) {
      throw notFinite(name, json);
    }
    return value;
  }

  /** The number at the parser's position, as a finite double. */
  static double finiteDouble(String name, JsonParser json) throws IOException, Refusal {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      double value = json.getDoubleValue();
      if (!Double.isFinite(value)) {
        throw notFinite(name, json);
      }
      return value;
    }
    if (token == JsonToken.VALUE_STRING && isNonFiniteText(json)) {
      throw notFinite(name, json);
    }
    throw new Refusal(Reason.UNPARSABLE, name + " must be a number: token=" + token);
  }

  static Refusal notFinite(String name, JsonParser json) throws IOException {
    return new Refusal(
        Reason.NOT_FINITE, name + " must be a finite float: " + name + "=" + json.getText());
  }

  /** Whether the text at the parser's position is what some writers make of NaN and infinity. */
  static boolean isNonFiniteText(JsonParser json) throws IOException {
    return isNonFinite(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
  }

  /** As {@link #isNonFiniteText}, of {@code length} characters. */
  static boolean isNonFinite(char[] chars, int from, int length) {
    char[] one =
        switch (length) {
          case 3 -> NAN;
          case 8 -> INFINITY;
          case 9 -> MINUS_INFINITY;
          default -> NOTHING;
        };
    return one != NOTHING
        && chars[from] == one[0]
        && Arrays.equals(one, 0, length, chars, from, from + length);
  }
}
