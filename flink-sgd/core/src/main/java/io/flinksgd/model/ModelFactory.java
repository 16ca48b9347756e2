// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Signature;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Models that are not part of this library and yet have a text form. Implementations are found by
 * {@link java.util.ServiceLoader} and need a public constructor without arguments. May be called
 * from any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ModelFactory {
  /** The text forms for which {@link #create} is called. */
  List<Signature> signatures();

  /**
   * Makes the model that {@code arguments} name.
   *
   * @param arguments of one of {@link #signatures}
   * @throws IllegalArgumentException with rule, name and value
   */
  Model create(ArgumentValues arguments);

  /**
   * Makes the model that the text of a published one names. That text comes from elsewhere: it must
   * never make this machine open a file or an address.
   *
   * @param artifact what was published with it, if anything was
   * @throws IllegalArgumentException with rule, name and value
   */
  default Model published(ArgumentValues arguments, Optional<Artifact> artifact) {
    return create(arguments);
  }
}
