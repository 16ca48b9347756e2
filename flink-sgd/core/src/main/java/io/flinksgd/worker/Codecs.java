// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.codec.DenseCodec;
import io.flinksgd.codec.EncodingStatistics;
import io.flinksgd.codec.GradientCodec;
import io.flinksgd.evaluation.Traffic;
import io.flinksgd.message.Payload;
import io.flinksgd.spec.TrainingSpec;

/**
 * How a worker writes gradients and reads views, and what its pushes have lost so far: the
 * residual, which is state of the worker.
 */
final class Codecs {
  private final DenseCodec pushes;
  private final DenseCodec views;
  private final GradientCodec viewCodec;
  private final boolean localSteps;
  private boolean encodes;
  private long messages;
  private double contractions;

  /** Has lost nothing; {@code seed} is for codecs that round at random. */
  Codecs(TrainingSpec spec, long seed) {
    int trainable = spec.model().trainable();
    pushes = new DenseCodec(spec.encoding().codec(), trainable, seed);
    viewCodec = spec.encoding().viewCodec();
    localSteps = spec.localSteps();
    views = new DenseCodec(viewCodec, trainable, seed);
    encodes = !spec.encoding().codec().equals(GradientCodec.none());
  }

  /** The change of the coordinates from {@code first} to {@code end}, as it is to be pushed. */
  Payload encode(float[] change, int first, int end, int stride) {
    return encodes && end > first
        ? new Payload.Encoded(pushes.encode(change, first, end - first, first))
        : new Payload.Plain(change, first * stride, (end - first) * stride);
  }

  /** A view of {@code count} coordinates from {@code first} on, with its floats as they are. */
  Payload.Plain decode(Payload view, int count, int first) {
    return view instanceof Payload.Encoded e
        ? Payload.Plain.of(views.decode(e.encoded(), count, first))
        : (Payload.Plain) view;
  }

  /** By how much a view of these weights may differ from what the servers wrote. */
  double viewError(float[] weights) {
    double gamma = viewCodec.contraction(weights.length);
    double squares = 0;
    for (int k = 0; gamma > 0 && k < weights.length; k++) {
      squares += weights[k] * (double) weights[k];
    }
    return Math.sqrt(gamma * squares);
  }

  /** What no push has contained, by coordinate; empty if there cannot be anything. */
  float[] residual() {
    return pushes.feedback().residual();
  }

  /**
   * Takes over what the pushes of a restored worker have lost.
   *
   * @throws IllegalArgumentException if it is of another model, or cannot be part of a push because
   *     pushes are no gradients any more
   */
  void adopt(float[] residual) {
    if (localSteps) {
      refuseLoss(residual);
      return;
    }
    pushes.feedback().adopt(residual);
    encodes = true;
  }

  private static void refuseLoss(float[] residual) {
    for (float lost : residual) {
      if (lost != 0) {
        throw new IllegalArgumentException(
            "local-steps must be false while the restored state holds gradients that a codec has"
                + " lost: local-steps=true; run once with codec=none, which sends them, and take a"
                + " savepoint of that");
      }
    }
  }

  /** Tells {@code traffic} what the messages since the last time have lost on average. */
  void tell(Traffic traffic) {
    EncodingStatistics now = statistics();
    long more = now.messages() - messages;
    if (now.contractionBound() > 0 && more > 0) {
      traffic.lost((now.contractionSum() - contractions) / more, now.contractionBound());
    }
    messages = now.messages();
    contractions = now.contractionSum();
  }

  EncodingStatistics statistics() {
    return pushes.feedback().statistics();
  }
}
