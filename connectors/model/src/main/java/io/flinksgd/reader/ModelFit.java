// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Whether whoever scores with a model can use a version of it. Training that starts again, with
 * other columns, may publish versions on the same topic that they cannot.
 *
 * <p>Rules that are equal share a reader; {@link #check} is called on its thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
@FunctionalInterface
public interface ModelFit {
  /** What becomes of a version that does not fit. Immutable. */
  enum OnMisfit {
    /** The version before it stays in use. */
    KEEP,
    /** The job fails, and does not restart. */
    FAIL;

    /** Unless set otherwise. */
    public static final OnMisfit DEFAULT = KEEP;
  }

  /** Every version fits. */
  ModelFit ANY = (model, inUse) -> {};

  /**
   * Does nothing if {@code model} fits.
   *
   * @param inUse the version that is in use, if there is one
   * @throws RuntimeException that says why, if it does not
   */
  void check(PublishedModel model, Optional<PublishedModel> inUse);
}
