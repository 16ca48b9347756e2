// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.argument;

import io.flinksgd.argument.Argument.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The text form of one model, optimizer, policy or codec: its name and its arguments. Immutable, of
 * any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Signature {
  private final String name;
  private final String help;
  private final boolean positional;
  private final List<Argument<?>> arguments;

  private Signature(String name, String help, boolean positional, List<Argument<?>> arguments) {
    this.name = name;
    this.help = help;
    this.positional = positional;
    this.arguments = List.copyOf(arguments);
  }

  /**
   * A text form. Its first argument, if it has one, may be given without its key: {@code quorum:1}
   * is {@code quorum:missing=1}.
   *
   * @param help what it is, in a sentence
   */
  public static Signature of(String name, String help, Argument<?>... arguments) {
    return new Signature(name, help, arguments.length > 0, List.of(arguments));
  }

  /** A text form of which all arguments need their keys. */
  public static Signature keyed(String name, String help, Argument<?>... arguments) {
    return new Signature(name, help, false, List.of(arguments));
  }

  /** The same with more arguments. */
  public Signature and(List<Argument<?>> more) {
    List<Argument<?>> all = new ArrayList<>(arguments);
    all.addAll(more);
    return new Signature(name, help, positional, all);
  }

  /** What stands in front of the colon. */
  public String name() {
    return name;
  }

  /** What it is, in a sentence. */
  public String help() {
    return help;
  }

  /** In the order of help. An argument that others depend on stands before them. */
  public List<Argument<?>> arguments() {
    return arguments;
  }

  /** The shortest text, with what it must have: {@code quorum:MISSING}. */
  public String form() {
    boolean required = positional && arguments.get(0).isRequired();
    return required ? name + ":" + arguments.get(0).name().toUpperCase(Locale.ROOT) : name;
  }

  /** Their {@link #form}s as part of a sentence: {@code sgd, adam or ftrl}. */
  public static String names(List<Signature> signatures) {
    return Words.or(signatures.stream().map(Signature::form).toList());
  }

  /** Whether the first argument may stand without its key. */
  public boolean isPositional() {
    return positional;
  }

  /**
   * The values of all arguments.
   *
   * @throws IllegalArgumentException if one is strange, missing, not of its type or out of its
   *     range
   */
  public ArgumentValues read(Arguments given) {
    if (positional) {
      given.positional(arguments.get(0).name());
    }
    ArgumentValues values = new ArgumentValues(name);
    for (Argument<?> argument : arguments) {
      if (argument.isKnown(values)) {
        read(argument, given, values);
      }
    }
    for (Argument<?> argument : arguments) {
      if (!argument.isKnown(values)) {
        given.refuse(argument.name(), "without " + argument.conditionText());
      }
    }
    given.done();
    return values;
  }

  private static <T> void read(Argument<T> argument, Arguments given, ArgumentValues values) {
    String name = argument.name();
    Optional<T> value = given.take(name).map(text -> argument.type().read(given, name, text));
    if (value.isEmpty() && argument.isRequired()) {
      throw given.missing(name);
    }
    values.put(argument, value);
  }

  /**
   * The values of all arguments, of which these are given.
   *
   * @throws IllegalArgumentException if a value is out of its range, or of an argument that is not
   *     known here
   */
  public ArgumentValues with(Setting<?>... given) {
    List<Setting<?>> left = new ArrayList<>(List.of(given));
    ArgumentValues values = new ArgumentValues(name);
    for (Argument<?> argument : arguments) {
      if (argument.isKnown(values)) {
        put(argument, left, values);
      }
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "%s must not be given to %s".formatted(left.get(0).argument().name(), name));
    }
    return values;
  }

  private static <T> void put(Argument<T> argument, List<Setting<?>> left, ArgumentValues values) {
    ArgumentType<T> type = argument.type();
    Optional<T> value = Optional.empty();
    for (Setting<?> setting : left) {
      if (setting.argument() == argument) {
        value = Optional.of(type.checked(argument.name(), type.of().cast(setting.value())));
      }
    }
    left.removeIf(setting -> setting.argument() == argument);
    values.put(argument, value);
  }
}
