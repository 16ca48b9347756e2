// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.prediction;

import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.consistency.Share;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Staleness;
import io.flinksgd.message.View;

/** What servers answer. */
final class Replies {
  private Replies() {}

  /**
   * What an answer says besides its floats; the model has learned from as many examples as there
   * are versions.
   */
  record Part(int server, long pull, long version, int members, int latePushes) {}

  static Message.Reply of(Part part, float... floats) {
    return new Message.Reply(
        0,
        1,
        part.server,
        new View(part.pull, part.version, part.version, part.latePushes, Payload.Plain.of(floats)),
        new ServerProgress(AppliedPush.NONE, part.version, new Share(0, 1, part.members)),
        Staleness.NONE);
  }

  /** Has {@code view} take an answer whose first coordinate is number {@code first} there. */
  static void take(PartialView view, Part part, int first, float... floats) {
    view.take(of(part, floats), Payload.Plain.of(floats), first);
  }
}
