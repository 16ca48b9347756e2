// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.argument;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * One argument of a model, an optimizer, a policy or a codec: the one place that says what it is
 * called, what its values are, what holds where it is not given, and what it is for. Reading, error
 * messages, the command line's help and the handbook follow from it. Immutable, of any thread.
 *
 * @param <T> the type of its values
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Argument<T> {
  private final String name;
  private final ArgumentType<T> type;
  private final Optional<T> otherwise;
  private final String unset;
  private final Optional<Condition> condition;
  private final String help;

  /** Another argument that must have one of some values. */
  private record Condition(Argument<String> of, List<String> values) {}

  private Argument(
      String name,
      ArgumentType<T> type,
      Optional<T> otherwise,
      String unset,
      Optional<Condition> condition,
      String help) {
    this.name = name;
    this.type = type;
    this.otherwise = otherwise;
    this.unset = unset;
    this.condition = condition;
    this.help = help;
  }

  private static <T> Argument<T> of(
      String name, ArgumentType<T> type, Optional<T> otherwise, String help) {
    return new Argument<>(name, type, otherwise, "", Optional.empty(), help);
  }

  /** A number that its owner checks; {@code help} is a sentence, or several. */
  public static Argument<Double> number(String name, double otherwise, String help) {
    return of(name, ArgumentType.number(), Optional.of(otherwise), help);
  }

  /** A number in a range. */
  public static Argument<Double> number(String name, double otherwise, Range range, String help) {
    return of(name, ArgumentType.number(range), Optional.of(otherwise), help);
  }

  /** A number that must be given. */
  public static Argument<Double> number(String name, String help) {
    return of(name, ArgumentType.number(), Optional.empty(), help);
  }

  /** A number, or {@code word}, which stands for {@code meaning}; it must be given. */
  public static Argument<Double> numberOr(String word, double meaning, String name, String help) {
    return of(name, ArgumentType.numberOr(word, meaning), Optional.empty(), help);
  }

  /** A whole number. */
  public static Argument<Integer> whole(String name, int otherwise, String help) {
    return of(name, ArgumentType.whole(), Optional.of(otherwise), help);
  }

  /** A whole number that must be given. */
  public static Argument<Integer> whole(String name, String help) {
    return of(name, ArgumentType.whole(), Optional.empty(), help);
  }

  /**
   * A text without commas.
   *
   * @param label what stands for it in help: {@code PATH}
   */
  public static Argument<String> text(String name, String label, String otherwise, String help) {
    return of(name, ArgumentType.text(label), Optional.of(otherwise), help);
  }

  /** As {@link #text(String, String, String, String)}; it must be given. */
  public static Argument<String> text(String name, String label, String help) {
    return of(name, ArgumentType.text(label), Optional.empty(), help);
  }

  /** One of some words, by default the first. */
  public static Argument<String> choice(String name, List<String> words, String help) {
    return of(name, ArgumentType.choice(words), Optional.of(words.get(0)), help);
  }

  /** True or false. */
  public static Argument<Boolean> flag(String name, boolean otherwise, String help) {
    return of(name, ArgumentType.flag(), Optional.of(otherwise), help);
  }

  /** The same, without a default: {@code words} say what holds where it is not given. */
  public Argument<T> unset(String words) {
    return new Argument<>(name, type, Optional.empty(), words, condition, help);
  }

  /** The same, known only where {@code other} is one of {@code values}. */
  public Argument<T> onlyWith(Argument<String> other, String... values) {
    Condition with = new Condition(other, List.of(values));
    return new Argument<>(name, type, otherwise, unset, Optional.of(with), help);
  }

  /** What stands in front of the equals sign. */
  public String name() {
    return name;
  }

  /** What its values are: {@code NUMBER}, {@code N}, {@code norm|variance}. */
  public String label() {
    return type.label();
  }

  /** What numbers must be: {@code > 0 and finite}; empty where {@link #help} says it. */
  public String rule() {
    return type.rule();
  }

  /** The default, or words that say what holds without one; empty if there must be a value. */
  public String defaultText() {
    return otherwise.map(type::write).orElse(unset);
  }

  /** Whether a value holds where none is given; otherwise {@link #defaultText} says what does. */
  public boolean hasDefault() {
    return otherwise.isPresent();
  }

  /** Whether there must be a value. */
  public boolean isRequired() {
    return otherwise.isEmpty() && unset.isEmpty();
  }

  /** What it is for, in sentences. */
  public String help() {
    return help;
  }

  /** Where it is known, {@code decay=exponential or cosine}; empty for everywhere. */
  public String conditionText() {
    return condition.map(with -> with.of.name + "=" + Words.or(with.values)).orElse("");
  }

  /** This argument with a value, for {@link Signature#with}. */
  public Setting<T> to(T value) {
    return new Setting<>(this, value);
  }

  /**
   * This argument with its default, as if that had been given.
   *
   * @throws java.util.NoSuchElementException if it has no default
   */
  public Setting<T> toDefault() {
    return to(otherwise.orElseThrow());
  }

  /**
   * An argument and its value. Immutable, of any thread.
   *
   * @param argument which one
   * @param value in the argument's own unit; checked where it is used, see {@link Signature#with}
   */
  public record Setting<T>(Argument<T> argument, T value) {}

  boolean isKnown(ArgumentValues before) {
    return condition.isEmpty()
        || before.find(condition.get().of).filter(condition.get().values::contains).isPresent();
  }

  ArgumentType<T> type() {
    return type;
  }

  Optional<T> otherwise() {
    return otherwise;
  }
}
