// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.argument;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Everything of one kind that has a text form, by name. Filled while a class is initialized, not
 * changed afterwards.
 *
 * @param <T> what is made of a text
 */
public final class Catalogue<T> {
  private final String what;
  private final Map<String, Entry<T>> entries = new LinkedHashMap<>();

  private record Entry<T>(Signature signature, Function<ArgumentValues, T> maker) {}

  private Catalogue(String what) {
    this.what = what;
  }

  /**
   * An empty one.
   *
   * @param what what is named, for error messages: {@code "optimizer"}
   */
  public static <T> Catalogue<T> of(String what) {
    return new Catalogue<>(what);
  }

  /** Adds one. */
  public Catalogue<T> add(Signature signature, Function<ArgumentValues, T> maker) {
    entries.put(signature.name(), new Entry<>(signature, maker));
    return this;
  }

  /** The text forms, in the order of help. */
  public List<Signature> signatures() {
    return entries.values().stream().map(Entry::signature).toList();
  }

  /**
   * Makes what {@code text} names.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  public T parse(String text) {
    return parse(what, text);
  }

  /** As {@link #parse(String)}; errors name the option that the text was given by. */
  public T parse(String option, String text) {
    Arguments given = Arguments.parse(option, text);
    return given.made(
        () -> {
          Entry<T> entry = entries.get(given.name());
          if (entry == null) {
            throw given.unknown(signatures().stream().map(Signature::form).toArray(String[]::new));
          }
          return entry.maker.apply(entry.signature.read(given));
        });
  }
}
