// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.codec.DenseCodec;
import io.flinksgd.codec.GradientCodec;
import io.flinksgd.consistency.AppliedPush;
import io.flinksgd.consistency.Membership;
import io.flinksgd.consistency.ServerProgress;
import io.flinksgd.consistency.Share;
import io.flinksgd.layout.Coordinates;
import io.flinksgd.message.Gap;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import io.flinksgd.message.Staleness;
import io.flinksgd.message.View;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** What both protocols share: the version, who takes part, and how a pull is answered. */
final class ServerState {
  final int server;
  final long epoch;
  final TrainingSpec spec;
  final Parameters parameters;
  final Membership members;
  final NormClipper norms;
  long version;

  private final Consumer<Message> out;
  private final AppliedPush[] applied;
  private final long[] staleness;
  private final List<Deque<Gap>> measured;
  private final DenseCodec pushCodec;
  private final DenseCodec viewCodec;
  private final boolean encodesViews;
  private long stalest;

  ServerState(
      int server,
      int workers,
      long epoch,
      TrainingSpec spec,
      Parameters parameters,
      Consumer<Message> out) {
    this.server = server;
    this.epoch = epoch;
    this.spec = spec;
    this.parameters = parameters;
    this.out = out;
    this.members = new Membership(workers, spec.consistency().shared());
    this.norms = new NormClipper(parameters, spec, workers);
    int trainable = spec.model().trainable();
    this.pushCodec = new DenseCodec(spec.encoding().codec(), trainable, 0);
    this.viewCodec = new DenseCodec(spec.encoding().viewCodec(), trainable, 0);
    this.encodesViews = !spec.encoding().viewCodec().equals(GradientCodec.none());
    this.applied = new AppliedPush[workers];
    Arrays.fill(applied, AppliedPush.NONE);
    this.staleness = new long[workers];
    this.measured = new ArrayList<>(workers);
    for (int w = 0; w < workers; w++) {
      measured.add(new ArrayDeque<>(1));
    }
  }

  void send(Message message) {
    out.accept(message);
  }

  /** The same push with its values as they are. */
  Push decoded(Push push) {
    if (!(push.update().payload() instanceof Payload.Encoded encoded)) {
      return push;
    }
    Coordinates coordinates = push.update().coordinates();
    float[] values = pushCodec.decode(encoded.encoded(), coordinates.count(), coordinates.at(0));
    return push.with(Payload.Plain.of(values));
  }

  /** Applies {@code push} as the next version. */
  void apply(int worker, Push push) {
    parameters.learned(push.examples());
    GapSample sample = push.view().sampled() ? parameters.sample(worker, push) : null;
    double squared = norms.apply(push, push.weight());
    if (sample != null) {
      measured(sample);
    }
    missed(worker, version - push.view().version());
    version++;
    applied(worker, push, squared);
  }

  /** A push of {@code worker} was computed on a view that lacks {@code updates} updates. */
  void missed(int worker, long updates) {
    staleness[worker] = Math.max(staleness[worker], updates);
    stalest = Math.max(stalest, updates);
  }

  /** Has the worker told of a measurement. */
  void measured(GapSample sample) {
    double bound = norms.gapBound();
    measured.get(sample.worker()).addLast(new Gap(sample.push(), sample.squared(), bound * bound));
  }

  /** Notes that {@code push} is part of the current version, which it moved by {@code squared}. */
  void applied(int worker, Push push, double squared) {
    applied[worker] = new AppliedPush(push.id(), version, squared);
  }

  /** The most updates that a view lacked when its push was applied. */
  long stalest() {
    return stalest;
  }

  void reply(int worker, Pull pull, long watermark, int missing) {
    int share = members.tell(worker);
    float[] values = parameters.gather(pull.coordinates());
    long missed = staleness[worker];
    staleness[worker] = 0;
    Gap gap = measured.get(worker).pollFirst();
    int count = pull.coordinates().count() * parameters.viewStride();
    Payload payload =
        encodesViews && count > 0
            ? new Payload.Encoded(viewCodec.encode(values, 0, count, pull.coordinates().at(0)))
            : new Payload.Plain(values, 0, count);
    out.accept(
        new Message.Reply(
            worker,
            epoch,
            server,
            new View(pull.id(), version, parameters.examples(), missing, payload),
            progress(worker, watermark, share),
            new Staleness(missed, gap == null ? Gap.NONE : gap)));
  }

  void advance(int worker, long watermark) {
    int share = members.tell(worker);
    out.accept(new Message.Advance(worker, epoch, server, progress(worker, watermark, share)));
  }

  private ServerProgress progress(int worker, long watermark, int share) {
    return new ServerProgress(
        applied[worker], watermark, new Share(members.change(), share, members.size()));
  }
}
