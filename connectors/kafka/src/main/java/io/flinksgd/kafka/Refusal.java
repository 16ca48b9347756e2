package io.flinksgd.kafka;

import io.flinksgd.model.Rejected.Reason;

/** Why a record is not an example; without a stack, since a bad producer may send millions. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  Refusal(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
