// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.codec.DenseCodec;
import io.flinksgd.codec.GradientCodec;
import io.flinksgd.layout.Coordinates;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Push;
import io.flinksgd.spec.TrainingSpec;

/** How a server reads pushes and writes views. Owned by the server's thread. */
final class ServerCodecs {
  private final DenseCodec pushes;
  private final DenseCodec views;
  private final boolean encodesViews;

  ServerCodecs(TrainingSpec spec) {
    int trainable = spec.model().trainable();
    pushes = new DenseCodec(spec.encoding().codec(), trainable, 0);
    views = new DenseCodec(spec.encoding().viewCodec(), trainable, 0);
    encodesViews = !spec.encoding().viewCodec().equals(GradientCodec.none());
  }

  /** The same push with its values as they are. */
  Push decoded(Push push) {
    if (!(push.update().payload() instanceof Payload.Encoded payload)) {
      return push;
    }
    Coordinates coordinates = push.update().coordinates();
    float[] values = pushes.decode(payload.encoded(), coordinates.count(), coordinates.at(0));
    return push.with(Payload.Plain.of(values));
  }

  /** The first {@code count} of {@code values}, of {@code coordinates}, as they are to be sent. */
  Payload view(Coordinates coordinates, float[] values, int count) {
    return encodesViews && count > 0
        ? new Payload.Encoded(views.encode(values, 0, count, coordinates.at(0)))
        : new Payload.Plain(values, 0, count);
  }
}
