// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.argument.Arguments;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * Models that are not part of this library and yet have a text form. Implementations are found by
 * {@link java.util.ServiceLoader} and need a public constructor without arguments.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ModelFactory {
  /** The names for which {@link #create} is called. */
  Set<String> names();

  /**
   * Makes the model that {@code spec} names; reads every key that it knows.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  Model create(Arguments spec);

  /**
   * Makes the model that the text of a published one names. That text comes from elsewhere: it must
   * never make this machine open a file or an address.
   *
   * @param artifact what was published with it, if anything was
   * @throws IllegalArgumentException with rule, name and value
   */
  default Model published(Arguments spec, Optional<Artifact> artifact) {
    return create(spec);
  }
}
