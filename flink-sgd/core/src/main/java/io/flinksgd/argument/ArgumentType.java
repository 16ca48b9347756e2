// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.argument;

import java.util.List;
import java.util.function.Function;

/**
 * The values of an argument.
 *
 * @param of their class
 * @param label what stands for one in help
 * @param rule what numbers must be, in help; empty if their owner says it
 * @param reader makes one of what was typed
 * @param writer makes a text of one
 * @param check what the values must be
 */
record ArgumentType<T>(
    Class<T> of,
    String label,
    String rule,
    Reader<T> reader,
    Function<T, String> writer,
    Check<T> check) {

  /** Makes a value of what was typed for an argument. */
  interface Reader<T> {
    /**
     * Reads {@code text}.
     *
     * @param given says in errors what it is an argument of
     */
    T read(Arguments given, String name, String text);
  }

  /** Throws an {@link IllegalArgumentException} that says rule, name and value. */
  interface Check<T> {
    /** Checks the value of the argument called {@code name}. */
    void check(String name, T value);
  }

  static ArgumentType<Double> number() {
    return number("NUMBER", Arguments::toNumber, ArgumentType::written, ArgumentType::acceptsAny);
  }

  static ArgumentType<Double> number(Range range) {
    return new ArgumentType<>(
        Double.class,
        "NUMBER",
        range.words(),
        Arguments::toNumber,
        ArgumentType::written,
        (name, value) -> range.check(name, value.floatValue()));
  }

  static ArgumentType<Double> numberOr(String word, double meaning) {
    return number(
        "NUMBER|" + word,
        (given, name, text) -> text.equals(word) ? meaning : given.toNumber(name, text),
        value -> value == meaning ? word : written(value),
        ArgumentType::acceptsAny);
  }

  private static ArgumentType<Double> number(
      String label, Reader<Double> reader, Function<Double, String> writer, Check<Double> check) {
    return new ArgumentType<>(Double.class, label, "", reader, writer, check);
  }

  private static <T> void acceptsAny(String name, T value) {}

  static ArgumentType<Integer> whole() {
    return new ArgumentType<>(
        Integer.class, "N", "", Arguments::toWhole, Object::toString, ArgumentType::acceptsAny);
  }

  static ArgumentType<String> text(String label) {
    return new ArgumentType<>(
        String.class,
        label,
        "",
        (given, name, text) -> text,
        text -> text,
        ArgumentType::acceptsAny);
  }

  static ArgumentType<String> choice(List<String> words) {
    return new ArgumentType<>(
        String.class,
        String.join("|", words),
        "",
        (given, name, text) -> text,
        text -> text,
        (name, value) -> oneOf(words, name, value));
  }

  static ArgumentType<Boolean> flag() {
    List<String> words = List.of("false", "true");
    return new ArgumentType<>(
        Boolean.class,
        "true|false",
        "",
        (given, name, text) -> Boolean.valueOf(oneOf(words, name, text)),
        Object::toString,
        ArgumentType::acceptsAny);
  }

  private static String oneOf(List<String> words, String name, String value) {
    if (!words.contains(value)) {
      throw new IllegalArgumentException(
          "%s must be %s: %s=%s".formatted(name, Words.or(words), name, value));
    }
    return value;
  }

  /** The value of the argument called {@code name}, checked. */
  T read(Arguments given, String name, String text) {
    return checked(name, reader.read(given, name, text));
  }

  T checked(String name, T value) {
    check.check(name, value);
    return value;
  }

  String write(T value) {
    return writer.apply(value);
  }

  /** Whole numbers without a point. */
  private static String written(double number) {
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
    return whole ? Long.toString((long) number) : Double.toString(number);
  }
}
