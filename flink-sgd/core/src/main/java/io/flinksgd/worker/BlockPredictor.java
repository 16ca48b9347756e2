// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.worker;

import io.flinksgd.consistency.BlockRule;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.message.Payload;
import io.flinksgd.model.Model;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.optimizer.StateLimits;
import io.flinksgd.spec.TrainingSpec;
import io.flinksgd.spec.TrainingSpec.PushWeight;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The blocks of the model, the servers' parts, as a worker knows them that starts steps before all
 * have arrived. A block that is missing lacks one round, the one that the worker's last push is
 * part of: it stands as it was before that round, or is moved as the worker's own gradient would
 * have moved it. The answer corrects it when it comes.
 *
 * <p>A prediction takes no block further than one round has been seen to take it, so that the gap
 * stays within twice that.
 */
final class BlockPredictor {
  private final BlockRule rule;
  private final Optimizer optimizer;
  private final StateLimits limits;
  private final boolean localSteps;
  private final boolean parallel;
  private final int trainable;
  private final int stride;
  private final int servers;
  private final int[] first;
  private final long[] pull;
  private final long[] version;
  private final boolean[] known;
  private final BitSet newest = new BitSet();
  private final double[] furthest;
  private final double[] squared;

  /** The state of each coordinate as it was last answered, and how that moved its weight. */
  private float[] kept = {};

  private float[] moved = {};
  private float[] own = {};
  private long lastPull;
  private int members = 1;
  private long examples;
  private long missing;

  BlockPredictor(TrainingSpec spec, Layout layout, int viewStride) {
    rule = spec.consistency().blocks();
    optimizer = spec.optimizer();
    limits = new StateLimits(optimizer);
    localSteps = spec.localSteps();
    parallel = spec.stepping().pushWeight() == PushWeight.PARALLEL;
    trainable = spec.model().trainable();
    stride = viewStride;
    servers = layout.servers();
    first = new int[servers + 1];
    Arrays.setAll(first, layout::firstCoordinate);
    pull = new long[servers];
    version = new long[servers];
    known = new boolean[servers];
    furthest = new double[servers];
    squared = new double[servers];
    if (used()) {
      kept = new float[first[servers] * stride];
      moved = new float[first[servers]];
      own = new float[first[servers] * stride];
    }
  }

  private boolean used() {
    return rule.lag() > 0;
  }

  /** Keeps an answer, also one that comes after its step. */
  void answered(Message.Reply reply, Codecs codecs) {
    int server = reply.server();
    if (!used() || reply.view().pull() <= pull[server]) {
      return;
    }
    int from = first[server];
    int count = first[server + 1] - from;
    Payload.Plain plain = codecs.decode(reply.view().payload(), count * stride, from);
    float[] values = plain.values();
    int at = plain.from();
    boolean nextRound = known[server] && reply.view().version() == version[server] + 1;
    double sum = 0;
    for (int k = 0; k < count; k++) {
      float move = weight(values, at + k * stride) - weight(kept, (from + k) * stride);
      moved[from + k] = nextRound ? move : 0;
      sum += (double) moved[from + k] * moved[from + k];
    }
    System.arraycopy(values, at, kept, from * stride, count * stride);
    furthest[server] = Math.max(furthest[server], Math.sqrt(sum));
    pull[server] = reply.view().pull();
    version[server] = reply.view().version();
    known[server] = true;
    members = reply.progress().share().members();
    examples = Math.max(examples, reply.view().examples());
  }

  private float weight(float[] states, int at) {
    return localSteps ? optimizer.weight(states, at) : states[at];
  }

  /**
   * Whether {@code step} may be learned from with the blocks that have arrived.
   *
   * <p>No two workers wait for each other. Let the last push of one be part of the open round of a
   * server, which lacks another's. Whoever waits only for blocks that lack more than one round has
   * sent its last push after the round before that was closed, thus after the last push of the
   * other was sent: this cannot go round in a circle. Whoever waits for its share of the norm could
   * be in one only if the same push of it were part of rounds of different numbers, which happens
   * to workers that join while some servers are rounds ahead of others: they do not wait for it.
   */
  boolean permit(InFlightStep step) {
    if (!used() || lastPull == 0) {
      return false;
    }
    double arrived = 0;
    double all = 0;
    boolean even = true;
    for (int s = 0; s < servers; s++) {
      if (pull[s] < lastPull || (!step.arrived(s) && !newest.get(s))) {
        return false;
      }
      even &= round(s, step) == round(0, step);
      arrived += step.arrived(s) ? squared[s] : 0;
      all += squared[s];
    }
    return !even || rule.permits(arrived, all);
  }

  /** The round of {@code server} that the step's push will be part of. */
  private long round(int server, InFlightStep step) {
    return version[server] + (step.arrived(server) ? 0 : 1);
  }

  /** Puts what is known in the place of the blocks that {@code step} lacks. */
  void standIn(InFlightStep step, float rate) {
    for (int s = 0; s < servers; s++) {
      if (!step.arrived(s)) {
        missing++;
        int from = first[s] * stride;
        System.arraycopy(kept, from, step.view(), from, first[s + 1] * stride - from);
        if (rule.predicts()) {
          predict(s, step.view(), rate);
        }
        step.standsIn(s, pull[s], version[s], members, examples);
      }
    }
  }

  private void predict(int server, float[] view, float rate) {
    float times = parallel ? 1 : members;
    double sum = 0;
    for (int c = first[server]; c < first[server + 1]; c++) {
      move(view, c, 1, times, rate);
      double off = weight(view, c * stride) - weight(kept, c * stride);
      sum += off * off;
    }
    double most = furthest[server];
    if (sum > most * most) {
      // floats that are rounded once more
      float part = (float) (most / Math.sqrt(sum) * (1 - 1e-6));
      for (int c = first[server]; c < first[server + 1]; c++) {
        System.arraycopy(kept, c * stride, view, c * stride, stride);
        move(view, c, localSteps ? 0 : part, times, rate);
      }
    }
  }

  /**
   * Moves coordinate {@code c} a {@code part} of the way that it is expected to go, unless that is
   * beyond its limits.
   */
  private void move(float[] view, int c, float part, float times, float rate) {
    if (localSteps) {
      for (int j = c * stride; j < (c + 1) * stride; j++) {
        view[j] += part * times * own[j];
      }
    } else if (c < trainable) {
      view[c] += part * optimizer.expected(moved[c], times * own[c], rate);
    } else {
      view[c] -= part * Model.AVERAGING * times * own[c];
    }
    for (int j = 0; j < stride; j++) {
      if (!(Math.abs(view[c * stride + j]) <= limits.largest(j))) {
        view[c * stride + j] = kept[c * stride + j];
      }
    }
  }

  /** {@code step} was learned from and its change is about to be pushed. */
  void pushed(InFlightStep step) {
    if (!used()) {
      return;
    }
    lastPull = step.pull();
    newest.set(0, servers);
    System.arraycopy(step.change(), 0, own, 0, own.length);
    for (int s = 0; s < servers; s++) {
      double sum = 0;
      for (int c = first[s]; c < Math.min(first[s + 1], trainable); c++) {
        sum += (double) own[c * stride] * own[c * stride];
      }
      squared[s] = sum;
    }
  }

  /** The worker takes no part, so that rounds may be closed without it. */
  void left() {
    newest.clear();
    Arrays.fill(known, false);
  }

  /** The worker takes part again, and {@code server} has closed no round without it. */
  void newest(int server) {
    newest.set(server);
  }

  /** Blocks that were missing when their step was started. */
  long missing() {
    return missing;
  }
}
