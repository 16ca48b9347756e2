// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.consistency.Membership;
import io.flinksgd.consistency.ViewWatermark;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import java.util.BitSet;

/**
 * Applies a push on arrival, as the next version, and answers a pull at once. Answers are never
 * held, so workers cannot wait for each other in a circle. Where a bound is shared, a worker that
 * joins is admitted when the others have made room for its share; before that it takes no view.
 * Owned by the server's thread.
 */
final class ImmediateProtocol implements Protocol {
  private final ServerVersion version;
  private final Membership members;
  private final PushUpdate update;
  private final ServerSender sender;
  private final ViewWatermark views;
  private final PendingJoins joins;
  private final BitSet waiting = new BitSet();

  ImmediateProtocol(ServerState state, PushUpdate update, ServerSender sender) {
    this.version = state.version();
    this.members = state.members();
    this.update = update;
    this.sender = sender;
    this.views = new ViewWatermark(members.workers());
    this.joins = new PendingJoins(sender, members.workers());
  }

  @Override
  public void step(int worker, Push push, Pull pull) {
    if (push.present()) {
      update.apply(worker, push);
      views.release(worker, push.view().pull());
    }
    if (pull.present()) {
      views.use(worker, pull.id(), version.current());
      waiting.clear(worker);
    }
    long before = views.watermark();
    long watermark = views.advance(version.current());
    if (pull.present()) {
      sender.reply(worker, pull, watermark, 0);
    }
    tellWaiting(before, watermark);
  }

  private void tellWaiting(long before, long watermark) {
    if (watermark > before) {
      for (int w = waiting.nextSetBit(0); w >= 0; w = waiting.nextSetBit(w + 1)) {
        sender.advance(w, watermark);
      }
    }
  }

  @Override
  public void join(int worker, long number) {
    members.join(worker);
    if (!members.shared()) {
      return;
    }
    joins.joined(worker, number);
    admitWhereThereIsRoom();
    for (int w = members.next(0); w >= 0; w = members.next(w + 1)) {
      if (members.claimsTooMuch(w)) {
        sender.advance(w, views.watermark());
      }
    }
  }

  /** A worker keeps to the share that it was given with a change of membership. */
  void confirmShare(int worker, long membershipChange) {
    members.confirm(worker, membershipChange);
    admitWhereThereIsRoom();
  }

  private void admitWhereThereIsRoom() {
    for (int w = 0; w < members.workers(); w++) {
      if (joins.has(w) && members.admits(w)) {
        members.admit(w);
        joins.admit(w);
      }
    }
  }

  @Override
  public void leave(int worker) {
    members.leave(worker);
    waiting.clear(worker);
    joins.forget(worker);
    drop(worker);
    admitWhereThereIsRoom();
  }

  /** A worker has dropped its views and waits for the watermark. */
  void await(int worker) {
    drop(worker);
    waiting.set(worker);
    sender.advance(worker, views.watermark());
  }

  private void drop(int worker) {
    views.drop(worker);
    long before = views.watermark();
    tellWaiting(before, views.advance(version.current()));
  }

  @Override
  public BitSet waitsFor(int worker) {
    BitSet others = waiting.get(worker) ? views.oldest() : new BitSet();
    if (joins.has(worker)) {
      for (int w = members.next(0); w >= 0; w = members.next(w + 1)) {
        others.set(w);
      }
    }
    others.clear(worker);
    return others;
  }

  @Override
  public long watermark() {
    return views.watermark();
  }
}
