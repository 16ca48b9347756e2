// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import java.util.Locale;
import org.apiguardian.api.API;

/**
 * What happens when the progressive loss is far above that of the base rate. Immutable, of any
 * thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum OnDivergence {
  /** It is said. */
  WARN,
  /** It is said, and no version is published until the loss is back. */
  STOP_PUBLISHING,
  /** The job fails, and does not restart. */
  FAIL;

  /** As one types it: {@code stop-publishing}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
