// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.consistency.Membership;
import io.flinksgd.consistency.RoundState;
import io.flinksgd.consistency.RoundTrigger;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Collects pushes until the policy closes the round, applies them together, and only then answers
 * the pulls that came with them. A push that comes after its round was closed is late. It becomes
 * part of the open round, but does not count as its worker's push of that round, and the worker is
 * answered at once. So nothing is lost, and no two servers wait for each other. A worker that is no
 * member is a guest. It is answered at once, too.
 *
 * <p>A worker that does not wait for all servers may push again before its round was closed. That
 * push is early: it is the first of the next round and is kept until then. Owned by the server's
 * thread.
 */
final class RoundProtocol implements Protocol {
  private final ServerState state;
  private final Membership members;
  private final RoundUpdate update;
  private final ServerSender sender;
  private final RoundTrigger trigger;
  private final boolean keepsEarlyPushes;
  private final EarlyPushes earlyPushes;
  private final LatePushes latePushes;
  private final PendingJoins joins;

  /** What came for the open round; guests and late pushes among it. */
  private final List<Contribution> open = new ArrayList<>();

  /** Pulls that are answered when the round is closed; {@link Pull#NONE} for none. */
  private final Pull[] held;

  /** Workers with a push in the open round that is not late, and those of the last round. */
  private final BitSet contributed = new BitSet();

  private final BitSet contributedLast = new BitSet();
  private double pushedNorm;
  private double largestNorm;

  RoundProtocol(
      ServerState state,
      RoundUpdate update,
      LatePushes latePushes,
      ServerSender sender,
      TrainingSpec spec) {
    this.state = state;
    this.members = state.members();
    this.update = update;
    this.latePushes = latePushes;
    this.sender = sender;
    this.trigger = spec.consistency().roundTrigger();
    this.keepsEarlyPushes = spec.consistency().missingParts().lag() > 0;
    this.earlyPushes = new EarlyPushes(members.workers());
    this.joins = new PendingJoins(sender, members.workers());
    this.held = new Pull[members.workers()];
    Arrays.fill(held, Pull.NONE);
  }

  @Override
  public void step(int worker, Push push, Pull pull) {
    boolean early = earlyPushes.has(worker) || (push.present() && held[worker].present());
    if (early && members.has(worker)) {
      earlyPushes.keep(worker, push, pull);
      return;
    }
    take(worker, push, pull);
    closeWhenComplete();
  }

  private void take(int worker, Push push, Pull pull) {
    if (push.present()) {
      add(worker, push);
    }
    if (pull.present()) {
      if (members.has(worker) && contributed.get(worker)) {
        held[worker] = pull;
        if (keepsEarlyPushes) {
          joins.admit(worker); // it is part of the open round, which it has no view of
        }
      } else {
        joins.forget(worker);
        reply(worker, pull);
      }
    }
  }

  private void add(int worker, Push push) {
    open.add(new Contribution(worker, push));
    latePushes.pushed(worker);
    long missed = state.version().missedBy(push.view());
    if (missed > 0) {
      state.staleness().missed(worker, missed);
    }
    if (update.isLate(push.view())) {
      return;
    }
    contributed.set(worker);
    if (state.norms().measuresAll()) {
      double norm = Parameters.norm(push.update());
      pushedNorm += norm;
      largestNorm = Math.max(largestNorm, norm);
    }
  }

  private void reply(int worker, Pull pull) {
    latePushes.answered(worker);
    sender.reply(worker, pull, state.version().current(), latePushes.count());
  }

  private void closeWhenComplete() {
    int pushed = 0;
    for (int w = contributed.nextSetBit(0); w >= 0; w = contributed.nextSetBit(w + 1)) {
      pushed += members.has(w) ? 1 : 0;
    }
    // without members, what guests have pushed is a round of its own
    boolean guests = members.size() == 0 && !open.isEmpty();
    if (guests || (pushed > 0 && trigger.closes(round(pushed)))) {
      close();
    }
  }

  private RoundState round(int pushed) {
    boolean again = !contributedLast.isEmpty();
    for (int w = contributedLast.nextSetBit(0);
        again && w >= 0;
        w = contributedLast.nextSetBit(w + 1)) {
      again = contributed.get(w) || !members.has(w);
    }
    return new RoundState(members.size(), pushed, pushedNorm, largestNorm, again);
  }

  private void close() {
    update.apply(open);
    latePushes.closed();
    open.clear();
    contributedLast.clear();
    contributedLast.or(contributed);
    contributed.clear();
    pushedNorm = 0;
    for (int w = 0; w < held.length; w++) {
      Pull pull = held[w];
      if (pull.present()) {
        held[w] = Pull.NONE;
        reply(w, pull);
      }
    }
    earlyPushes.release(this::take);
    closeWhenComplete();
  }

  @Override
  public void join(int worker, long number) {
    members.join(worker);
    joins.joined(worker, number);
    if (!contributedLast.isEmpty()) {
      contributedLast.set(worker);
    }
  }

  @Override
  public void leave(int worker) {
    members.leave(worker);
    if (!earlyPushes.has(worker)) {
      held[worker] = Pull.NONE; // otherwise it comes to know the view that its early push lacks
    }
    earlyPushes.left(worker);
    latePushes.left(worker);
    closeWhenComplete();
  }

  @Override
  public BitSet waitsFor(int worker) {
    BitSet others = new BitSet();
    if (held[worker].present() || earlyPushes.has(worker)) {
      for (int w = members.next(0); w >= 0; w = members.next(w + 1)) {
        others.set(w, !contributed.get(w));
      }
    }
    return others;
  }

  @Override
  public long watermark() {
    return state.version().current();
  }

  /** Pushes that were received and not applied yet: of the open round, then early ones. */
  List<Contribution> open() {
    return earlyPushes.after(open);
  }
}
