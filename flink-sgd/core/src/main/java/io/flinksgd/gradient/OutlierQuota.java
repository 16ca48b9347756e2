// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.gradient;

/**
 * Tells outliers from what data are like: outliers are few. Of the examples that a rule calls out
 * of proportion, the first {@value #FIRST} are outliers, and then one in {@value #ONE_IN} of all.
 * When there are more, the rule is wrong about these data, and they are to be learned from. It is
 * no state and begins anew with the worker. Not thread-safe.
 */
public final class OutlierQuota {
  private static final int FIRST = 10;
  private static final int ONE_IN = 20;

  private long examples;
  private long outliers;

  /** No example yet. */
  public OutlierQuota() {}

  /** So many more examples came, outliers among them. */
  public void came(long more) {
    examples += more;
  }

  /** Whether one more that is out of proportion is an outlier; then it counts as one. */
  public boolean outlier() {
    if (outliers >= FIRST + examples / ONE_IN) {
      return false;
    }
    outliers++;
    return true;
  }
}
