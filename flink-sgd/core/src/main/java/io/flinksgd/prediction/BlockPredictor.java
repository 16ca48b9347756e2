// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.prediction;

import io.flinksgd.consistency.BlockRule;
import io.flinksgd.gradient.MiniBatch;
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
 * Lets a worker start a step when the blocks of the model, the servers' parts, that have arrived
 * carry enough. A block that is missing lacks one round, the one that the worker's last push is
 * part of: the worker takes it as it was before that round, or moved as its own gradient would have
 * moved it. The answer corrects it when it comes. For models that are pulled as a whole.
 *
 * <p>A prediction takes no block further than one round has been seen to take it, so that the gap
 * stays within twice that.
 */
final class BlockPredictor implements Predictor {
  private final BlockRule rule;
  private final Decoder decoder;
  private final Optimizer optimizer;
  private final StateLimits limits;
  private final boolean localSteps;
  private final boolean parallel;
  private final int trainable;
  private final int stride;
  private final int servers;

  /** First coordinate of each server's block, and the end of the last one. */
  private final int[] first;

  /** The last answer of each server: to which pull, at which version. */
  private final long[] pull;

  private final long[] version;

  /** Servers whose last answer is of this membership, so that the next may be one round later. */
  private final BitSet known = new BitSet();

  /** Servers whose open round has the worker's last push, so that no block is newer than known. */
  private final BitSet newest = new BitSet();

  /** The largest norm by which a round has moved each block. */
  private final double[] furthest;

  /** The squared norm of each block of the last gradient. */
  private final double[] squared;

  /** The state of each coordinate as it was last answered, and how that moved its weight. */
  private final float[] kept;

  private final float[] moved;

  /** The worker's last change. */
  private final float[] own;

  private long lastPull;
  private int members = 1;
  private long examples;
  private long missing;

  /**
   * Knows no block yet.
   *
   * @param stride floats of a view for each coordinate
   */
  BlockPredictor(BlockRule rule, TrainingSpec spec, Layout layout, int stride, Decoder decoder) {
    this.rule = rule;
    this.decoder = decoder;
    this.stride = stride;
    optimizer = spec.optimizer();
    limits = new StateLimits(optimizer);
    localSteps = spec.localSteps();
    parallel = spec.stepping().pushWeight() == PushWeight.PARALLEL;
    trainable = spec.model().trainable();
    servers = layout.servers();
    first = new int[servers + 1];
    Arrays.setAll(first, layout::firstCoordinate);
    pull = new long[servers];
    version = new long[servers];
    furthest = new double[servers];
    squared = new double[servers];
    kept = new float[first[servers] * stride];
    moved = new float[first[servers]];
    own = new float[first[servers] * stride];
  }

  @Override
  public void answered(Message.Reply reply) {
    int server = reply.server();
    if (reply.view().pull() <= pull[server]) {
      return;
    }
    int from = first[server];
    int count = first[server + 1] - from;
    Payload.Plain plain = decoder.decode(reply.view().payload(), count * stride, from);
    float[] values = plain.values();
    int at = plain.from();
    boolean nextRound = known.get(server) && reply.view().version() == version[server] + 1;
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
    known.set(server);
    members = reply.progress().share().members();
    examples = Math.max(examples, reply.view().examples());
  }

  private float weight(float[] states, int at) {
    return localSteps ? optimizer.weight(states, at) : states[at];
  }

  /**
   * Whether the blocks that have arrived are enough.
   *
   * <p>No two workers wait for each other. Let the last push of one be part of the open round of a
   * server, which lacks another's. Whoever waits only for blocks that lack more than one round has
   * sent its last push after the round before that was closed, thus after the last push of the
   * other was sent: this cannot go round in a circle. Whoever waits for its share of the norm could
   * be in one only if the same push of it were part of rounds of different numbers, which happens
   * to workers that join while some servers are rounds ahead of others: they do not wait for it.
   */
  @Override
  public boolean permits(PartialView view) {
    if (lastPull == 0) {
      return false;
    }
    double arrived = 0;
    double all = 0;
    boolean even = true;
    for (int s = 0; s < servers; s++) {
      if (pull[s] < lastPull || (!view.arrived(s) && !newest.get(s))) {
        return false;
      }
      even &= round(s, view) == round(0, view);
      arrived += view.arrived(s) ? squared[s] : 0;
      all += squared[s];
    }
    return !even || rule.permits(arrived, all);
  }

  /** The round of {@code server} that the step's push will be part of. */
  private long round(int server, PartialView view) {
    return version[server] + (view.arrived(server) ? 0 : 1);
  }

  @Override
  public void complete(PartialView view, MiniBatch batch, float rate) {
    for (int s = 0; s < servers; s++) {
      if (!view.arrived(s)) {
        missing++;
        int from = first[s] * stride;
        System.arraycopy(kept, from, view.values(), from, first[s + 1] * stride - from);
        if (rule.predicts()) {
          predict(s, view.values(), rate);
        }
        view.standIn(s, pull[s], version[s], members, examples);
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
      view[c] += part * optimizer.predictedChange(moved[c], times * own[c], rate);
    } else {
      view[c] -= part * Model.AVERAGING * times * own[c];
    }
    for (int j = 0; j < stride; j++) {
      if (!(Math.abs(view[c * stride + j]) <= limits.largest(j))) {
        view[c * stride + j] = kept[c * stride + j];
      }
    }
  }

  @Override
  public void pushed(PartialView view, MiniBatch batch, float[] change) {
    lastPull = view.pull();
    newest.set(0, servers);
    System.arraycopy(change, 0, own, 0, own.length);
    for (int s = 0; s < servers; s++) {
      double sum = 0;
      for (int c = first[s]; c < Math.min(first[s + 1], trainable); c++) {
        sum += (double) own[c * stride] * own[c * stride];
      }
      squared[s] = sum;
    }
  }

  @Override
  public void left() {
    newest.clear();
    known.clear();
  }

  @Override
  public void admitted(int server) {
    newest.set(server);
  }

  @Override
  public long missing() {
    return missing;
  }
}
