package io.flinksgd.server;

import io.flinksgd.TrainingSpec.PushWeight;
import io.flinksgd.message.Pull;
import io.flinksgd.message.Push;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Collects one push of every member, applies them together in the order of the workers, and only
 * then answers the members' pulls. A worker that is no member is a guest: it is answered at once,
 * and its push is part of the round that is open.
 */
final class Rounds implements Protocol {
  private static final Comparator<Contribution> ORDER =
      Comparator.comparingInt(Contribution::worker).thenComparingLong(each -> each.push().id());

  private final Desk desk;
  private final PushWeight weight;
  private final boolean gradients;
  private final GradientSum sum;
  private final List<Contribution> open = new ArrayList<>();
  private final BitSet contributed = new BitSet();
  private final Pull[] parked;

  Rounds(Desk desk, PushWeight weight, boolean gradients) {
    this.desk = desk;
    this.weight = weight;
    this.gradients = gradients;
    this.sum = new GradientSum(desk.parameters.dimension());
    this.parked = new Pull[desk.workers];
    java.util.Arrays.fill(parked, Pull.NONE);
  }

  @Override
  public void step(int worker, Push push, Pull pull) {
    if (push.present()) {
      open.add(new Contribution(worker, push));
      contributed.set(worker);
    }
    if (pull.present()) {
      if (desk.members.get(worker) && contributed.get(worker)) {
        parked[worker] = pull;
      } else {
        desk.reply(worker, pull, desk.version);
      }
    }
    closeWhenComplete();
  }

  private void closeWhenComplete() {
    if (open.isEmpty()) {
      return;
    }
    for (int w = desk.members.nextSetBit(0); w >= 0; w = desk.members.nextSetBit(w + 1)) {
      if (!contributed.get(w)) {
        return;
      }
    }
    for (Contribution each : open) {
      desk.parameters.learned(each.push().examples());
    }
    apply(open);
    desk.version++;
    for (Contribution each : open) {
      desk.applied(each.worker(), each.push());
    }
    open.clear();
    contributed.clear();
    for (int w = 0; w < parked.length; w++) {
      Pull pull = parked[w];
      if (pull.present()) {
        parked[w] = Pull.NONE;
        desk.reply(w, pull, desk.version);
      }
    }
  }

  /**
   * Applies the pushes of a round: their average, or their sum, in the order of the workers. The
   * parts of one push, which a restored round has, count as one.
   */
  void apply(List<Contribution> round) {
    round.sort(ORDER);
    long examples = 0;
    int pushes = 0;
    Contribution last = null;
    for (Contribution each : round) {
      if (last == null || ORDER.compare(last, each) != 0) {
        examples += each.push().examples();
        pushes++;
        last = each;
      }
    }
    for (Contribution each : round) {
      float factor = factor(each.push(), examples, pushes);
      if (gradients) {
        sum.add(each.push(), factor);
      } else {
        desk.parameters.apply(each.push(), factor);
      }
    }
    if (gradients) {
      desk.parameters.apply(sum.take(), 1f);
    }
  }

  private float factor(Push push, long examples, int pushes) {
    if (weight == PushWeight.SINGLE) {
      return 1f;
    }
    // the mean over all examples of the round, also when one batch is shorter than the others
    return gradients ? (float) push.examples() / examples : 1f / pushes;
  }

  @Override
  public void join(int worker) {
    desk.members.set(worker);
  }

  @Override
  public void leave(int worker) {
    desk.members.clear(worker);
    parked[worker] = Pull.NONE;
    closeWhenComplete();
  }

  @Override
  public void await(int worker) {
    throw new IllegalStateException(
        "a worker must not wait for a watermark in rounds: worker=" + worker);
  }

  @Override
  public List<Contribution> open() {
    return open;
  }
}
