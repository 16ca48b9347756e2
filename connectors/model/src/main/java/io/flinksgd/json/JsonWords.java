// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.json;

import com.fasterxml.jackson.core.JsonToken;
import java.util.regex.Pattern;

/** What a parser says of wrong JSON, without the names of its own settings. */
final class JsonWords {
  private static final Pattern OWN =
      Pattern.compile(
          "\\s*\\([^()\\[\\]]*\\[Source:[^\\]]*\\]\\)|\\s*(at )?\\[Source:[^\\]]*\\]"
              + "|\\s*\\(not recognized as one since Feature [^()]*\\)"
              + "|:? enable `[^`]*`( to allow)?|,? from `[^`]*`");

  private JsonWords() {}

  /**
   * What is wrong, but not where: the parser has read other records too, so its positions mean
   * nothing.
   */
  static String of(String message) {
    return message == null ? "it cannot be read" : OWN.matcher(message).replaceAll("");
  }

  /** What a record is that is no object. */
  static String of(JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a truth value";
      case VALUE_NULL -> "null";
      default -> "no value";
    };
  }
}
