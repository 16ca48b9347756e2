package io.flinksgd.network;

import io.flinksgd.model.Example;
import io.flinksgd.model.Features;
import io.flinksgd.model.Rejected;
import io.flinksgd.model.Rejected.Reason;
import java.util.Optional;

/** What an example must have to be the input of a network. */
final class DenseFeatures {
  private static final byte[] NO_BYTES = {};

  private DenseFeatures() {}

  static Optional<Rejected> reject(Example example, int length) {
    if (!(example.features() instanceof Features.Dense dense)) {
      return rejected(
          Reason.WRONG_DIMENSION,
          "features must be dense: sparse=" + example.features().size(),
          example);
    }
    float[] values = dense.values();
    if (values.length != length) {
      return rejected(
          Reason.WRONG_DIMENSION,
          "dense must have length " + length + ": length=" + values.length,
          example);
    }
    for (int k = 0; k < values.length; k++) {
      if (!Float.isFinite(values[k])) {
        return rejected(
            Reason.NOT_FINITE, "feature " + k + " must be finite: value=" + values[k], example);
      }
    }
    return Optional.empty();
  }

  /** A label that is the number of one of {@code classes} classes. */
  static Optional<Rejected> rejectLabel(Example example, int classes) {
    float label = example.label();
    if (label >= 0 && label < classes && label == Math.rint(label)) {
      return Optional.empty();
    }
    return rejected(
        Reason.BAD_LABEL,
        "label must be a whole number in [0, " + classes + "): label=" + label,
        example);
  }

  static Optional<Rejected> rejected(Reason reason, String detail, Example example) {
    return Optional.of(Rejected.of(reason, detail, example.origin(), NO_BYTES));
  }
}
