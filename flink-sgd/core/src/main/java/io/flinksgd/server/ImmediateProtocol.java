// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.consistency.ViewWatermark;
import io.flinksgd.message.Message;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import java.util.BitSet;
import java.util.List;

/**
 * Applies a push on arrival, as the next version, and answers a pull at once. Answers are never
 * parked, so workers cannot wait for each other in a circle. Where a bound is shared, a worker that
 * joins is welcomed when the others have made room for its share; before that it takes no view.
 */
final class ImmediateProtocol implements Protocol {
  private final ServerState state;
  private final ViewWatermark views;
  private final BitSet waiting = new BitSet();
  private final long[] joining;

  ImmediateProtocol(ServerState state) {
    this.state = state;
    this.views = new ViewWatermark(state.members.workers());
    this.joining = new long[state.members.workers()];
  }

  @Override
  public void step(int worker, Push push, Pull pull) {
    if (push.present()) {
      state.apply(worker, push);
      views.release(worker, push.view().pull());
    }
    if (pull.present()) {
      views.use(worker, pull.id(), state.version);
      waiting.clear(worker);
    }
    long before = views.watermark();
    long watermark = views.advance(state.version);
    if (pull.present()) {
      state.reply(worker, pull, watermark, 0);
    }
    tellWaiting(before, watermark);
  }

  private void tellWaiting(long before, long watermark) {
    if (watermark > before) {
      for (int w = waiting.nextSetBit(0); w >= 0; w = waiting.nextSetBit(w + 1)) {
        state.advance(w, watermark);
      }
    }
  }

  @Override
  public void join(int worker, long number) {
    state.members.join(worker);
    if (!state.members.shared()) {
      return;
    }
    joining[worker] = number;
    welcome();
    for (int w = state.members.next(0); w >= 0; w = state.members.next(w + 1)) {
      if (state.members.claimsTooMuch(w)) {
        state.advance(w, views.watermark());
      }
    }
  }

  @Override
  public void fits(int worker, long change) {
    state.members.confirm(worker, change);
    welcome();
  }

  private void welcome() {
    for (int w = 0; w < joining.length; w++) {
      if (joining[w] > 0 && state.members.admits(w)) {
        state.members.admit(w);
        state.send(new Message.Admit(w, state.epoch, state.server, joining[w]));
        joining[w] = 0;
      }
    }
  }

  @Override
  public void leave(int worker) {
    state.members.leave(worker);
    waiting.clear(worker);
    joining[worker] = 0;
    drop(worker);
    welcome();
  }

  @Override
  public void await(int worker) {
    drop(worker);
    waiting.set(worker);
    state.advance(worker, views.watermark());
  }

  private void drop(int worker) {
    views.drop(worker);
    long before = views.watermark();
    tellWaiting(before, views.advance(state.version));
  }

  @Override
  public BitSet waitsFor(int worker) {
    BitSet others = waiting.get(worker) ? views.oldest() : new BitSet();
    for (int w = 0; joining[worker] > 0 && w < joining.length; w++) {
      if (state.members.has(w)) {
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

  @Override
  public List<Contribution> open() {
    return List.of();
  }
}
