package io.flinksgd.server;

import io.flinksgd.consistency.ViewWatermark;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import java.util.BitSet;
import java.util.List;

/**
 * Applies a push on arrival, as the next version, and answers a pull at once. Answers are never
 * parked, so workers cannot wait for each other in a circle.
 */
final class Immediate implements Protocol {
  private final Desk desk;
  private final ViewWatermark views;
  private final BitSet waiting = new BitSet();

  Immediate(Desk desk) {
    this.desk = desk;
    this.views = new ViewWatermark(desk.workers);
  }

  @Override
  public void step(int worker, Push push, Pull pull) {
    if (push.present()) {
      desk.apply(worker, push, push.weight());
      views.release(worker, push.pull());
    }
    if (pull.present()) {
      views.use(worker, pull.id(), desk.version);
      waiting.clear(worker);
    }
    long before = views.watermark();
    long watermark = views.advance(desk.version);
    if (pull.present()) {
      desk.reply(worker, pull, watermark);
    }
    tellWaiting(before, watermark);
  }

  private void tellWaiting(long before, long watermark) {
    if (watermark > before) {
      for (int w = waiting.nextSetBit(0); w >= 0; w = waiting.nextSetBit(w + 1)) {
        desk.advance(w, watermark);
      }
    }
  }

  @Override
  public void join(int worker) {
    desk.members.set(worker);
  }

  @Override
  public void leave(int worker) {
    desk.members.clear(worker);
    waiting.clear(worker);
    drop(worker);
  }

  @Override
  public void await(int worker) {
    drop(worker);
    waiting.set(worker);
    desk.advance(worker, views.watermark());
  }

  private void drop(int worker) {
    views.drop(worker);
    long before = views.watermark();
    tellWaiting(before, views.advance(desk.version));
  }

  @Override
  public List<Contribution> open() {
    return List.of();
  }
}
