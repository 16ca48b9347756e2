// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.spec;

import io.flinksgd.codec.GradientCodec;
import java.io.Serializable;
import java.util.Objects;
import org.apiguardian.api.API;

/**
 * How numbers are written between workers and servers. Immutable, of any thread.
 *
 * @param codec of gradients, on their way to the servers
 * @param viewCodec of weights, on their way to the workers
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Encoding(GradientCodec codec, GradientCodec viewCodec) implements Serializable {
  /** Unless something else is set: four bytes for each number. */
  public static final Encoding DEFAULT = new Encoding(GradientCodec.none(), GradientCodec.none());

  /**
   * Refuses nulls.
   *
   * @throws NullPointerException with the name of what is null
   */
  public Encoding {
    Objects.requireNonNull(codec, "codec");
    Objects.requireNonNull(viewCodec, "viewCodec");
  }

  /** Whether anything is written by a codec. */
  public boolean encodes() {
    return !equals(DEFAULT);
  }

  Encoding codec(GradientCodec value) {
    return new Encoding(value, viewCodec);
  }

  Encoding viewCodec(GradientCodec value) {
    return new Encoding(codec, value);
  }
}
