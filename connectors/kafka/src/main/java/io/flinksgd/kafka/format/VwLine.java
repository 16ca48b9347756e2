// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the parts of lines of Vowpal Wabbit's text format, one line after the other: before the
 * first bar label, importance, initial prediction and tag, after it the namespaces with their
 * features. For one thread.
 */
final class VwLine {
  /** Label, importance and initial prediction. */
  private static final int MOST_NUMBERS = 3;

  /** Of a feature: where its name begins and ends, and where its value does. */
  private static final int MARKS = 4;

  private static final int NONE = -1;

  private String line = "";
  private int bar;
  private final List<String> numbers = new ArrayList<>(MOST_NUMBERS);
  private String tag = "";
  private final List<Namespace> namespaces = new ArrayList<>();
  private final Map<String, Namespace> last = new HashMap<>();
  private int[] marks = new int[16 * MARKS];
  private int features;

  /** A namespace at one place of a line; {@link #features} of it begin at {@code first}. */
  static final class Namespace {
    private final String name;
    private final int begin;
    private final int scaleFrom;
    private final int scaleTo;
    private final int first;
    private int end;
    private Namespace more;

    private Namespace(String name, int begin, int scaleFrom, int scaleTo, int first) {
      this.name = name;
      this.begin = begin;
      this.scaleFrom = scaleFrom;
      this.scaleTo = scaleTo;
      this.first = first;
    }

    /** Its name, empty if it has none. */
    String name() {
      return name;
    }

    /** Where it begins in the line. */
    int begin() {
      return begin;
    }

    /** The first of its features at this place. */
    int first() {
      return first;
    }

    /** After the last of its features at this place. */
    int end() {
      return end;
    }

    /** Where it goes on, or null. */
    Namespace more() {
      return more;
    }

    boolean hasScale() {
      return scaleFrom != NONE;
    }
  }

  /**
   * Finds the parts of {@code text}.
   *
   * @throws Refusal with the character at which it breaks a rule
   */
  void read(String text) throws Refusal {
    line = text;
    numbers.clear();
    namespaces.clear();
    last.clear();
    tag = "";
    features = 0;
    bar = line.indexOf('|');
    if (bar < 0) {
      throw new Refusal(
          Reason.UNPARSABLE, "record must have a '|' in front of its features: line=" + shown(0));
    }
    readHead();
    int at = bar;
    while (at < line.length()) {
      at = readNamespace(at);
    }
  }

  private void readHead() throws Refusal {
    int at = skipSpace(0);
    while (at < bar) {
      int end = endOfWord(at, bar);
      String word = line.substring(at, end);
      at = skipSpace(end);
      boolean lastWord = at >= bar;
      if (lastWord && (end == bar || word.charAt(0) == '\'')) {
        tag = word.charAt(0) == '\'' ? word.substring(1) : word;
      } else if (numbers.size() == MOST_NUMBERS) {
        throw refusal("label, importance, initial prediction and tag", end - word.length());
      } else {
        numbers.add(word);
      }
    }
  }

  /** Reads what follows the bar at {@code at}, up to the next one. */
  private int readNamespace(int at) throws Refusal {
    int begin = at + 1;
    int end = endOfName(begin);
    int scaleFrom = NONE;
    int scaleTo = end;
    if (isColon(end)) {
      scaleFrom = end + 1;
      scaleTo = endOfWord(scaleFrom, line.length());
      if (end == begin || scaleTo == scaleFrom) {
        throw refusal("namespace or namespace:scale", begin);
      }
    }
    String name = line.substring(begin, end);
    Namespace namespace = new Namespace(name, begin, scaleFrom, scaleTo, features);
    int next = readFeatures(scaleTo);
    namespace.end = features;
    Namespace before = last.put(name, namespace);
    if (before == null) {
      namespaces.add(namespace);
    } else {
      before.more = namespace;
    }
    return next;
  }

  private int readFeatures(int begin) throws Refusal {
    int at = skipSpace(begin);
    while (at < line.length() && line.charAt(at) != '|') {
      int nameEnd = endOfName(at);
      int valueFrom = NONE;
      int end = nameEnd;
      if (isColon(nameEnd)) {
        valueFrom = nameEnd + 1;
        end = endOfName(valueFrom);
        if (end == valueFrom || isColon(end)) {
          throw refusal("name, name:value or :value", at);
        }
      }
      add(at, nameEnd, valueFrom, end);
      at = skipSpace(end);
    }
    return at;
  }

  private void add(int... feature) {
    if (features * MARKS == marks.length) {
      marks = Arrays.copyOf(marks, 2 * marks.length);
    }
    System.arraycopy(feature, 0, marks, features * MARKS, MARKS);
    features++;
  }

  private int skipSpace(int begin) {
    int at = begin;
    while (at < line.length() && isSpace(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private int endOfWord(int begin, int limit) {
    int at = begin;
    while (at < limit && !isSpace(line.charAt(at)) && line.charAt(at) != '|') {
      at++;
    }
    return at;
  }

  private int endOfName(int begin) {
    int at = begin;
    while (at < line.length()
        && !isSpace(line.charAt(at))
        && line.charAt(at) != '|'
        && line.charAt(at) != ':') {
      at++;
    }
    return at;
  }

  private boolean isColon(int at) {
    return at < line.length() && line.charAt(at) == ':';
  }

  /** Label, importance and initial prediction, as many as there are. */
  List<String> numbers() {
    return numbers;
  }

  /** The tag, empty if there is none. */
  String tag() {
    return tag;
  }

  /** The namespaces, each name once. */
  List<Namespace> namespaces() {
    return namespaces;
  }

  /** The scale of a namespace, 1 if it has none. */
  double scale(Namespace namespace, NumberText number) throws Refusal {
    if (!namespace.hasScale()) {
      return 1;
    }
    number.read(line, namespace.scaleFrom, namespace.scaleTo);
    double scale = number.value();
    if (!Double.isFinite(scale)) {
      throw refusal("a namespace whose scale is a finite number", namespace.begin);
    }
    return scale;
  }

  boolean isNamed(int feature) {
    return marks[feature * MARKS] < marks[feature * MARKS + 1];
  }

  boolean hasValue(int feature) {
    return marks[feature * MARKS + 2] != NONE;
  }

  String name(int feature) {
    return line.substring(marks[feature * MARKS], marks[feature * MARKS + 1]);
  }

  /** Lets {@code number} read the value, which the feature has. */
  NumberText.Kind value(int feature, NumberText number) {
    return number.read(line, marks[feature * MARKS + 2], marks[feature * MARKS + 3]);
  }

  /** The line must have {@code rule} at the feature. */
  Refusal refusal(String rule, int at) {
    return new Refusal(
        Reason.UNPARSABLE,
        "record must have %s at character %d: %s".formatted(rule, at + 1, shown(at)));
  }

  private String shown(int at) {
    int most = 40;
    return line.length() - at <= most ? line.substring(at) : line.substring(at, at + most) + "...";
  }

  /** Where the feature begins in the line. */
  int begin(int feature) {
    return marks[feature * MARKS];
  }
}
