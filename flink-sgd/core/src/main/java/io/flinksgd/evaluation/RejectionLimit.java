// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import java.io.Serializable;
import org.apiguardian.api.API;

/**
 * What share of the records may be rejected. Immutable, of any thread.
 *
 * @param share of all records, in [0, 1]
 * @param fails whether the job fails above it; else it is warned of
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record RejectionLimit(double share, boolean fails) implements Serializable {
  private static final String FAIL = ":fail";
  private static final String WARN = ":warn";

  /** Warns above a tenth. */
  public static final RejectionLimit DEFAULT = new RejectionLimit(0.1, false);

  /**
   * Checks {@code share}.
   *
   * @throws IllegalArgumentException if it is not in [0, 1]
   */
  public RejectionLimit {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("max-rejected must be in [0, 1]: max-rejected=" + share);
    }
  }

  /**
   * Reads {@code SHARE}, {@code SHARE:fail}, which is the same, or {@code SHARE:warn}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static RejectionLimit parse(String text) {
    boolean warns = text.endsWith(WARN);
    String share =
        warns || text.endsWith(FAIL) ? text.substring(0, text.length() - WARN.length()) : text;
    try {
      return new RejectionLimit(Double.parseDouble(share), !warns);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "max-rejected must be SHARE, SHARE:fail or SHARE:warn: max-rejected=" + text, e);
    }
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return share + (fails ? FAIL : WARN);
  }
}
