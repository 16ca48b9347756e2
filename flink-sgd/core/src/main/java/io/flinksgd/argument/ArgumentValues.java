// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.argument;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * The values of all arguments of one thing, checked one by one: those that were given, and defaults
 * for the others. Made by a {@link Signature}; immutable, of any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ArgumentValues implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final LinkedHashMap<String, Serializable> values = new LinkedHashMap<>();
  private final LinkedHashMap<String, String> given = new LinkedHashMap<>();
  private final TreeMap<String, String> all = new TreeMap<>();

  ArgumentValues(String name) {
    this.name = name;
  }

  /** While it is made. */
  <T> void put(Argument<T> argument, Optional<T> value) {
    Optional<T> resolved = value.or(argument::otherwise);
    value.ifPresent(each -> given.put(argument.name(), argument.type().write(each)));
    resolved.ifPresent(
        each -> {
          values.put(argument.name(), (Serializable) each);
          all.put(argument.name(), argument.type().write(each));
        });
  }

  /** What has these arguments: {@code sgd}. */
  public String name() {
    return name;
  }

  /**
   * The value of {@code argument}: what was given, or the default.
   *
   * @throws IllegalArgumentException if there is none; then {@link #find} has to be asked
   */
  public <T> T get(Argument<T> argument) {
    return find(argument)
        .orElseThrow(
            () -> new IllegalArgumentException(name + " has no value of " + argument.name()));
  }

  /** As {@link #get}; empty where nothing was given and there is no default. */
  public <T> Optional<T> find(Argument<T> argument) {
    return Optional.ofNullable(argument.type().of().cast(values.get(argument.name())));
  }

  /**
   * As {@link #get}, of a number that is computed with as a float.
   *
   * @throws IllegalArgumentException if there is none
   */
  public float number(Argument<Double> argument) {
    return get(argument).floatValue();
  }

  /** The text form, {@code sgd:rate=0.1}, with what was given. */
  public String text() {
    return text(given);
  }

  /** The text form with all arguments: what it means whatever the defaults are one day. */
  public String inFull() {
    return text(all);
  }

  private String text(Map<String, String> arguments) {
    StringJoiner text = new StringJoiner(",", name + ":", "").setEmptyValue(name);
    arguments.forEach((key, value) -> text.add(key + "=" + value));
    return text.toString();
  }

  @Override
  public String toString() {
    return text();
  }
}
