// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.argument;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * The text form in which models, optimizers and policies are named in options: {@code NAME}, {@code
 * NAME:ARG} or {@code NAME:key=value,key=value}. Reading a key removes it, so that {@link #done}
 * can refuse what nobody asked for.
 *
 * <p>Its methods throw an {@link IllegalArgumentException} that says rule, name and value, with
 * what is longer than 1,000 characters cut. Changed by reading: for one thread, and for one
 * reading.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Arguments {
  /** Longer texts are cut in errors. */
  private static final int MOST_SAID = 1000;

  private final String text;
  private final String name;
  private final String what;
  private final Map<String, String> arguments = new LinkedHashMap<>();
  private final TreeSet<String> known = new TreeSet<>();

  private Arguments(String what, String text, String name) {
    this.what = what;
    this.text = text;
    this.name = name;
  }

  /**
   * Parses {@code text}.
   *
   * @param what what is being named, for error messages: {@code "optimizer"}
   * @throws IllegalArgumentException if it is empty or not of the form
   */
  public static Arguments parse(String what, String text) {
    String[] parts = text.trim().split(":", 2);
    if (parts[0].isEmpty()) {
      throw new IllegalArgumentException(
          what + " must be NAME or NAME:key=value,...: " + what + "=" + said(text));
    }
    Arguments spec = new Arguments(what, text, parts[0]);
    if (parts.length == 2) {
      for (String argument : parts[1].split(",", -1)) {
        String[] pair = argument.split("=", 2);
        String key = pair.length == 2 ? pair[0].trim() : "";
        if (spec.arguments.put(key, pair[pair.length - 1].trim()) != null) {
          throw spec.twice(key);
        }
      }
    }
    return spec;
  }

  private String said() {
    return said(text);
  }

  private static String said(String text) {
    return text.length() <= MOST_SAID ? text : text.substring(0, MOST_SAID) + "...";
  }

  /** The part before the colon. */
  public String name() {
    return name;
  }

  /** The value of {@code key}, or {@code otherwise}. */
  public String text(String key, String otherwise) {
    return take(key).orElse(otherwise);
  }

  /** The value of {@code key}, if there is one; the key is known from now on. */
  Optional<String> take(String key) {
    known.add(key);
    return Optional.ofNullable(arguments.remove(key));
  }

  /**
   * Lets the argument that has no key, if there is one, be the value of {@code key}.
   *
   * @throws IllegalArgumentException if the key is given, too
   */
  public Arguments positional(String key) {
    String value = arguments.remove("");
    if (value != null && arguments.putIfAbsent(key, value) != null) {
      throw twice(key);
    }
    return this;
  }

  private IllegalArgumentException twice(String key) {
    return new IllegalArgumentException(
        what + " names '" + said(key) + "' twice: " + what + "=" + said());
  }

  /**
   * As {@link #text}, as a number.
   *
   * @throws IllegalArgumentException if it is no number
   */
  public double number(String key, double otherwise) {
    return take(key).map(text -> toNumber(key, text)).orElse(otherwise);
  }

  /**
   * As {@link #text}, as a whole number.
   *
   * @throws IllegalArgumentException if it is no whole number, or none that an int holds
   */
  public int whole(String key, int otherwise) {
    return take(key).map(text -> toWhole(key, text)).orElse(otherwise);
  }

  double toNumber(String key, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          what + " needs a number for '" + key + "': " + what + "=" + said(), e);
    }
  }

  int toWhole(String key, String text) {
    double value = toNumber(key, text);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          what + " needs a whole number for '" + key + "': " + what + "=" + said());
    }
    return (int) value;
  }

  /** The arguments that have not been read, by key. */
  public Map<String, String> arguments() {
    return Map.copyOf(arguments);
  }

  /** Refuses {@code key}, if there is a value of it. */
  void refuse(String key, String why) {
    String value = arguments.get(key);
    if (value != null) {
      throw new IllegalArgumentException(
          "%s must not be given %s: %s=%s".formatted(key, why, key, said(value)));
    }
  }

  /** What to throw when {@code key} has no value. */
  IllegalArgumentException missing(String key) {
    return new IllegalArgumentException("%s must be given: %s=%s".formatted(key, what, said()));
  }

  /**
   * Refuses arguments that were not read, and says which were.
   *
   * @throws IllegalArgumentException if there are any: names them, the nearest that is known, and
   *     all that are
   */
  public void done() {
    if (!arguments.isEmpty()) {
      TreeSet<String> strange = new TreeSet<>(arguments.keySet());
      throw new IllegalArgumentException(
          "%s %s does not know %s%s, and knows %s: %s=%s"
              .formatted(
                  what,
                  name,
                  said(strange.toString()),
                  Nearest.hint(strange.first(), known),
                  known.isEmpty() ? "no argument" : String.join(", ", known),
                  what,
                  said()));
    }
  }

  /**
   * What {@code maker} makes of the arguments, of which it has to read all.
   *
   * @throws IllegalArgumentException if an argument breaks a rule; says of what it is one
   */
  public <T> T made(Supplier<T> maker) {
    try {
      T made = maker.get();
      done();
      return made;
    } catch (IllegalArgumentException e) {
      if (e.getMessage() != null && e.getMessage().contains(what + "=")) {
        throw e;
      }
      throw new IllegalArgumentException(e.getMessage() + ", " + what + "=" + said(), e);
    }
  }

  /** What to throw when {@link #name} is none of {@code known}. */
  public IllegalArgumentException unknown(String... known) {
    List<String> names = Stream.of(known).map(each -> each.split(":", 2)[0]).toList();
    return new IllegalArgumentException(
        "%s must be one of %s%s: %s=%s"
            .formatted(what, String.join(", ", known), Nearest.hint(name, names), what, said()));
  }
}
