// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.consistency.RoundTrigger;
import io.flinksgd.message.Message;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import io.flinksgd.message.Update;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Collects pushes until the policy closes the round, applies them together in the order of the
 * workers, and only then answers the pulls that came with them. A push that comes after its round
 * was closed is late: it is part of the round that is open, which does not wait the less for it,
 * and its worker is answered at once; so nothing is lost, and no two servers wait for each other. A
 * worker that is no member is a guest: it is answered at once, too.
 *
 * <p>A worker that does not wait for all servers may push again before its round was closed. That
 * push is the first of the next round and is kept until then.
 */
final class RoundProtocol implements Protocol {
  private static final Comparator<Contribution> ORDER =
      Comparator.comparingInt(Contribution::worker).thenComparingLong(each -> each.push().id());

  private final ServerState state;
  private final RoundTrigger closing;
  private final PushWeight weight;
  private final boolean gradients;
  private final GradientSum sum;
  private final List<Contribution> open = new ArrayList<>();
  private final BitSet contributed = new BitSet();
  private final BitSet closers = new BitSet();
  private final Pull[] parked;
  private final long[] joined;
  private final EarlyPushes ahead;
  private final int lag;
  private final LatePushes missing;
  private double mass;
  private double largest;

  RoundProtocol(ServerState state) {
    TrainingSpec spec = state.spec;
    this.state = state;
    this.closing = spec.consistency().closing();
    this.weight = spec.stepping().pushWeight();
    this.gradients = !spec.localSteps();
    this.sum = new GradientSum(state.parameters.dimension());
    this.parked = new Pull[state.members.workers()];
    Arrays.fill(parked, Pull.NONE);
    this.joined = new long[parked.length];
    this.ahead = new EarlyPushes(parked.length);
    this.lag = spec.consistency().missingParts().lag();
    this.missing = new LatePushes(state);
  }

  @Override
  public void step(int worker, Push push, Pull pull) {
    boolean early = ahead.has(worker) || (push.present() && parked[worker].present());
    if (early && state.members.has(worker)) {
      ahead.keep(worker, push, pull);
      return;
    }
    take(worker, push, pull);
    closeWhenComplete();
  }

  private void take(int worker, Push push, Pull pull) {
    if (push.present()) {
      receive(worker, push);
    }
    if (pull.present()) {
      if (state.members.has(worker) && contributed.get(worker)) {
        parked[worker] = pull;
        welcome(worker);
      } else {
        joined[worker] = 0;
        reply(worker, pull);
      }
    }
  }

  /** Tells one that has come back that it is part of the open round, which it has no view of. */
  private void welcome(int worker) {
    if (lag > 0 && joined[worker] > 0) {
      state.send(new Message.Admit(worker, state.epoch, state.server, joined[worker]));
      joined[worker] = 0;
    }
  }

  private void receive(int worker, Push push) {
    open.add(new Contribution(worker, push));
    missing.pushed(worker);
    if (push.view().version() < state.version) {
      state.missed(worker, state.version - push.view().version());
    }
    if (late(push)) {
      return;
    }
    contributed.set(worker);
    if (state.norms.every()) {
      double norm = Parameters.norm(push.update());
      mass += norm;
      largest = Math.max(largest, norm);
    }
  }

  private boolean late(Push push) {
    return push.view().version() + lag < state.version;
  }

  private void reply(int worker, Pull pull) {
    missing.answered(worker);
    state.reply(worker, pull, state.version, missing.count());
  }

  private void closeWhenComplete() {
    int pushed = 0;
    for (int w = contributed.nextSetBit(0); w >= 0; w = contributed.nextSetBit(w + 1)) {
      pushed += state.members.has(w) ? 1 : 0;
    }
    // without members, what guests have pushed is a round of its own
    boolean guests = state.members.size() == 0 && !open.isEmpty();
    if (guests || (pushed > 0 && closes(pushed))) {
      close();
    }
  }

  private boolean closes(int pushed) {
    boolean again = !closers.isEmpty();
    for (int w = closers.nextSetBit(0); again && w >= 0; w = closers.nextSetBit(w + 1)) {
      again = contributed.get(w) || !state.members.has(w);
    }
    return closing.closes(state.members.size(), pushed, mass, largest, again);
  }

  private void close() {
    for (Contribution each : open) {
      state.parameters.learned(each.push().examples());
    }
    apply(open);
    state.version++;
    for (Contribution each : open) {
      state.applied(each.worker(), each.push(), Double.NaN);
    }
    missing.closed();
    open.clear();
    closers.clear();
    closers.or(contributed);
    contributed.clear();
    mass = 0;
    for (int w = 0; w < parked.length; w++) {
      Pull pull = parked[w];
      if (pull.present()) {
        parked[w] = Pull.NONE;
        reply(w, pull);
      }
    }
    ahead.release(this::take);
    closeWhenComplete();
  }

  /** Applies restored pushes: those that were ahead of their round as a round of their own. */
  void restore(List<Contribution> restored) {
    restored.sort(ORDER);
    List<Contribution> first = new ArrayList<>();
    List<Contribution> next = new ArrayList<>();
    for (Contribution each : restored) {
      Contribution last = first.isEmpty() ? each : first.get(first.size() - 1);
      boolean second = last.worker() == each.worker() && last.push().id() < each.push().id();
      (lag > 0 && second ? next : first).add(each);
    }
    apply(first);
    if (!next.isEmpty()) {
      apply(next);
    }
  }

  /**
   * Applies the pushes of a round: their average, or their sum, in the order of the workers. The
   * parts of one push, which a restored round has, count as one. Each push is one part in the
   * members, also in a round that closes without some of them, and when it is late.
   */
  private void apply(List<Contribution> round) {
    round.sort(ORDER);
    long examples = 0;
    int pushes = 0;
    Contribution last = null;
    for (Contribution each : round) {
      if (!late(each.push()) && (last == null || ORDER.compare(last, each) != 0)) {
        examples += each.push().examples();
        pushes++;
        last = each;
      }
    }
    int parts = Math.max(Math.max(1, pushes), state.members.size());
    float[] factors = new float[round.size()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = factor(round.get(i).push(), examples, pushes, parts);
    }
    missing.applying(round, factors, lag);
    double moved = 0;
    for (int i = 0; i < factors.length; i++) {
      if (gradients) {
        sum.add(round.get(i).push().update(), factors[i]);
      } else {
        moved += applyOne(round.get(i).push().update(), factors[i]);
      }
    }
    if (gradients) {
      moved = applyOne(sum.take(), 1f);
    }
    state.norms.note(moved);
  }

  /** Returns the norm of the change if views may lack this round, otherwise 0. */
  private double applyOne(Update update, float factor) {
    double moved = lag > 0 ? state.parameters.norm(update, factor) : 0;
    state.parameters.apply(update, factor);
    return moved;
  }

  private float factor(Push push, long examples, int pushes, int parts) {
    if (weight == PushWeight.SINGLE) {
      return 1f;
    }
    if (late(push)) {
      // one part in the members that there were, also when most have left since
      return Math.min(push.weight(), 1f / parts);
    }
    if (push.examples() == 0) {
      return 0f; // all of its examples were rejected
    }
    // the mean over all examples of the round, also when one batch is shorter than the others
    return gradients ? (float) push.examples() * pushes / ((float) examples * parts) : 1f / parts;
  }

  @Override
  public void join(int worker, long number) {
    state.members.join(worker);
    joined[worker] = number;
    if (!closers.isEmpty()) {
      closers.set(worker);
    }
  }

  @Override
  public void fits(int worker, long change) {
    throw new IllegalStateException("there are no shares in rounds: worker=" + worker);
  }

  @Override
  public void leave(int worker) {
    state.members.leave(worker);
    if (!ahead.has(worker)) {
      parked[worker] = Pull.NONE; // otherwise it comes to know the view that its push ahead lacks
    }
    ahead.left(worker);
    missing.left(worker);
    closeWhenComplete();
  }

  @Override
  public void await(int worker) {
    throw new IllegalStateException(
        "a worker must not wait for a watermark in rounds: worker=" + worker);
  }

  @Override
  public BitSet waitsFor(int worker) {
    BitSet others = new BitSet();
    if (parked[worker].present() || ahead.has(worker)) {
      for (int w = state.members.next(0); w >= 0; w = state.members.next(w + 1)) {
        others.set(w, !contributed.get(w));
      }
    }
    return others;
  }

  @Override
  public long watermark() {
    return state.version;
  }

  @Override
  public List<Contribution> open() {
    return ahead.after(open);
  }
}
