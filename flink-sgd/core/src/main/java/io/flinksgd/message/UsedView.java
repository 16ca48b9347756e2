// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

/**
 * The view that a push was computed on, as far as it came from one server. Its arrays may be
 * borrowed, see {@link Message}.
 *
 * @param pull the pull that it answered
 * @param version the server's version when it answered
 * @param weights the weight of each coordinate of the push in the view, if the push is a sample
 *     whose gap is to be measured; otherwise empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record UsedView(long pull, long version, float[] weights) {
  /** No weights: the push is no sample. */
  public static final float[] NO_SAMPLE = {};

  /** No view. */
  static final UsedView NONE = new UsedView(0, 0);

  /** Of a push that is no sample. */
  public UsedView(long pull, long version) {
    this(pull, version, NO_SAMPLE);
  }

  /** Whether the gap of the push is to be measured. */
  public boolean sampled() {
    return weights.length > 0;
  }
}
