package io.flinksgd.server;

import io.flinksgd.message.Message;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import java.util.BitSet;
import java.util.function.Consumer;

/** What both protocols share: the version, who takes part, and how a pull is answered. */
final class Desk {
  final int server;
  final int workers;
  final long epoch;
  final Parameters parameters;
  final BitSet members;
  long version;

  private final Consumer<Message> out;
  private final long[] pushed;
  private final long[] pushedAt;
  private final long[] staleness;
  private long stalest;

  Desk(int server, int workers, long epoch, Parameters parameters, Consumer<Message> out) {
    this.server = server;
    this.workers = workers;
    this.epoch = epoch;
    this.parameters = parameters;
    this.out = out;
    // every worker is about to start: one that has nothing to do says so
    this.members = new BitSet(workers);
    members.set(0, workers);
    this.pushed = new long[workers];
    this.pushedAt = new long[workers];
    this.staleness = new long[workers];
  }

  void send(Message message) {
    out.accept(message);
  }

  /** Applies {@code push} as the next version. */
  void apply(int worker, Push push, float factor) {
    parameters.learned(push.examples());
    parameters.apply(push, factor);
    long missed = version - push.view();
    staleness[worker] = Math.max(staleness[worker], missed);
    stalest = Math.max(stalest, missed);
    version++;
    applied(worker, push);
  }

  /** Notes that {@code push} is part of the current version. */
  void applied(int worker, Push push) {
    pushed[worker] = push.id();
    pushedAt[worker] = version;
  }

  /** The most updates that a view lacked when its push was applied. */
  long stalest() {
    return stalest;
  }

  void reply(int worker, Pull pull, long watermark) {
    float[] values = parameters.gather(pull.coordinates());
    long missed = staleness[worker];
    staleness[worker] = 0;
    out.accept(
        new Message.Reply(
            worker,
            epoch,
            server,
            pull.id(),
            version,
            pushed[worker],
            pushedAt[worker],
            watermark,
            missed,
            members.cardinality(),
            parameters.examples(),
            values,
            0,
            pull.coordinates().count() * parameters.viewStride()));
  }

  void advance(int worker, long watermark) {
    out.accept(
        new Message.Advance(worker, epoch, server, pushed[worker], pushedAt[worker], watermark));
  }
}
