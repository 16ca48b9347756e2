package io.flinksgd.model;

import java.util.Set;

/**
 * Models that are not part of this library and yet have a text form. Implementations are found by
 * {@link java.util.ServiceLoader} and need a public constructor without arguments.
 */
public interface ModelFactory {
  /** The names for which {@link #create} is called. */
  Set<String> names();

  /**
   * Makes the model that {@code spec} names; reads every key that it knows.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  Model create(Spec spec);
}
