// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.Field;
import io.flinksgd.feature.Fields;
import io.flinksgd.feature.Values;
import io.flinksgd.json.Lines;
import java.util.Arrays;

/** Records that are lines of LIBSVM's format, as {@link ExampleFormat.Libsvm} says. */
final class LibsvmFormat implements RecordFormat {
  private static final String LABEL = "the label";
  private static final String GROUP = "qid";
  private static final String LINE = "a line of LIBSVM's format";

  private static final float[] NOT_DENSE = {};

  /** Most digits of an index. */
  private static final int MOST_DIGITS = 18;

  private final Fields to;
  private final int base;
  private final Field label;
  private final Field group;
  private final Field features;
  private final NumberText number = new NumberText();

  /** Number of coordinates, or zero if indices are names. */
  private final int dimension;

  private final float[] dense;

  private String line = "";

  /** Passes the fields of all records to {@code to}, which has the names of {@link #names}. */
  LibsvmFormat(Fields to, ExampleFields names, FeatureMapping mapping, int base) {
    this.to = to;
    this.base = base;
    this.label = to.field(LABEL);
    this.group = to.field(GROUP);
    this.features =
        to.field(
            mapping instanceof FeatureMapping.Dense
                ? names.features().dense()
                : names.features().sparse());
    if (mapping instanceof FeatureMapping.Dense array) {
      dimension = array.length();
      dense = new float[dimension];
    } else {
      dimension = mapping instanceof FeatureMapping.Sparse sparse ? sparse.dimension() : 0;
      dense = NOT_DENSE;
    }
  }

  /** The names of the parts of a line that are no features. */
  static ExampleFields names(ExampleFields names) {
    return names.withLabel(LABEL).withWeight("").withKey(GROUP).withTime("");
  }

  @Override
  public boolean read(byte[] record) throws Refusal {
    line = Lines.line(record, LINE);
    int comment = line.indexOf('#');
    int end = comment < 0 ? line.length() : comment;
    to.begin();
    Arrays.fill(dense, 0f);
    int at = skipSpace(0, end);
    int wordEnd = endOfWord(at, end);
    int colonOfLabel = line.indexOf(':', at);
    if (at == end || (colonOfLabel >= 0 && colonOfLabel < wordEnd)) {
      throw new Refusal(
          Reason.MISSING_LABEL,
          "record must begin with a label: it begins with '" + shown(at, wordEnd) + "'");
    }
    number.read(line, at, wordEnd);
    number.tell(label, to);
    if (dense == NOT_DENSE) {
      to.beginObject(features);
    }
    boolean first = true;
    for (at = skipSpace(wordEnd, end); at < end; at = skipSpace(wordEnd, end)) {
      wordEnd = endOfWord(at, end);
      int colon = line.indexOf(':', at);
      if (colon <= at || colon >= wordEnd - 1) {
        throw refusal("index:value", at, wordEnd);
      }
      if (first && line.startsWith("qid:", at)) {
        readGroup(colon + 1, wordEnd);
      } else {
        readFeature(at, colon, wordEnd);
      }
      first = false;
    }
    if (dense != NOT_DENSE) {
      tellDense();
    }
    return true;
  }

  private void readGroup(int from, int end) throws Refusal {
    if (number.read(line, from, end) != NumberText.Kind.WHOLE) {
      throw refusal("qid:group with a whole number", from, end);
    }
    to.text(group, line.substring(from, end));
  }

  private void readFeature(int from, int colon, int end) throws Refusal {
    long index = index(from, colon, end);
    NumberText.Kind kind = number.read(line, colon + 1, end);
    if (kind == NumberText.Kind.TEXT) {
      throw refusal("index:value with a number", from, end);
    }
    long coordinate = dimension == 0 ? index : index - base;
    if (dimension > 0 && (coordinate < 0 || coordinate >= dimension)) {
      throw new Refusal(
          Reason.WRONG_DIMENSION,
          "index must be in [%d, %d]: index=%d (index-base=%d)"
              .formatted(base, (long) base + dimension - 1, index, base));
    }
    if (dense == NOT_DENSE) {
      number.tell(to.member(features, Long.toString(coordinate)), to);
    } else {
      dense[(int) coordinate] += Values.finite(features, number.value());
    }
  }

  private long index(int from, int colon, int end) throws Refusal {
    boolean digits = colon - from <= MOST_DIGITS;
    for (int i = from; i < colon; i++) {
      digits &= line.charAt(i) >= '0' && line.charAt(i) <= '9';
    }
    if (!digits) {
      throw refusal("index:value with a whole number as index", from, end);
    }
    return Long.parseLong(line, from, colon, 10);
  }

  private void tellDense() throws Refusal {
    Field element = to.beginArray(features);
    for (float x : dense) {
      to.number(element, x);
    }
    to.endArray(element);
  }

  private Refusal refusal(String rule, int from, int end) {
    return new Refusal(
        Reason.UNPARSABLE,
        "record must have %s at character %d: '%s'".formatted(rule, from + 1, shown(from, end)));
  }

  private String shown(int from, int end) {
    int most = 40;
    return end - from <= most
        ? line.substring(from, end)
        : line.substring(from, from + most) + "...";
  }

  private int skipSpace(int begin, int end) {
    int at = begin;
    while (at < end && isSpace(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private int endOfWord(int begin, int end) {
    int at = begin;
    while (at < end && !isSpace(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
