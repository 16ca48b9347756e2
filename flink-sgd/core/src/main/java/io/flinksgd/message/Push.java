// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.message;

/**
 * What a worker has learned from a mini-batch, as far as it concerns one server. Its arrays may be
 * borrowed, see {@link Message}.
 *
 * @param id the worker's number for it, rising; 0 for none
 * @param view what it was computed on
 * @param examples how many examples it stands for
 * @param weight the factor that the server applies
 * @param normLimit the norm by which it may change the server's part of the parameters; infinite
 *     when it may by any
 * @param update what it changes
 */
public record Push(
    long id, UsedView view, int examples, float weight, double normLimit, Update update) {
  /** No push. */
  public static final Push NONE = new Push(0, UsedView.NONE, 0, 0, Update.NONE);

  /** Without a limit. */
  public Push(long id, UsedView view, int examples, float weight, Update update) {
    this(id, view, examples, weight, Double.POSITIVE_INFINITY, update);
  }

  /** The same push with the floats of its update in another form. */
  public Push with(Payload payload) {
    return new Push(
        id, view, examples, weight, normLimit, new Update(update.coordinates(), payload));
  }

  /** Whether there is one. */
  public boolean present() {
    return id != 0;
  }
}
