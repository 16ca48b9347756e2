// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.example;

import io.flinksgd.example.Rejected.Reason;
import org.apiguardian.api.API;

/**
 * Why a record is not an example, or why features have no score; without a stack, since a bad
 * producer may send millions.
 *
 * <p>Of any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Refusal extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * A refusal.
   *
   * @param detail rule, name and value in words
   */
  public Refusal(Reason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  /** The rule that was broken. */
  public Reason reason() {
    return reason;
  }
}
