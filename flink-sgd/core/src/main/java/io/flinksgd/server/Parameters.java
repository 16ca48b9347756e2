// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.layout.Coordinates;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Payload;
import io.flinksgd.message.Push;
import io.flinksgd.message.Update;
import io.flinksgd.optimizer.Optimizer;
import io.flinksgd.spec.TrainingSpec;

/**
 * One server's part of the parameters: applies pushes and answers pulls. With local steps a push
 * holds the change of each coordinate's whole state, which is added; otherwise it holds gradients,
 * and the optimizer steps here.
 *
 * <p>A coordinate of another server, or a number of floats that is not that of the coordinates, is
 * refused by an {@link IllegalArgumentException}. Owned by the server's thread.
 */
public final class Parameters {
  private final Layout layout;
  private final Optimizer optimizer;
  private final boolean localSteps;
  private final Pages pages;
  private final int pageBits;
  private final int stride;
  private final int first;
  private final int end;
  private final StateChange states;
  private float[] gathered = new float[1024];
  private long examples;
  private long refused;

  /** The parameters that {@code layout} gives to {@code server}. */
  public Parameters(Layout layout, int server, TrainingSpec spec, Pages pages) {
    this(
        layout,
        server,
        spec.optimizer(),
        spec.localSteps(),
        spec.model().trainable(),
        spec.model().unpenalised(),
        pages);
  }

  /** As above; coordinates from {@code trainable} on are running averages. */
  Parameters(
      Layout layout,
      int server,
      Optimizer optimizer,
      boolean localSteps,
      int trainable,
      int[] unpenalised,
      Pages pages) {
    this.layout = layout;
    this.optimizer = optimizer;
    this.localSteps = localSteps;
    this.states = new StateChange(optimizer, localSteps, trainable, unpenalised);
    this.pages = pages;
    this.pageBits = Integer.numberOfTrailingZeros(layout.pageSize());
    this.stride = optimizer.stride();
    this.first = layout.firstCoordinate(server);
    this.end = layout.firstCoordinate(server + 1);
  }

  /** Coordinates of the whole model. */
  int dimension() {
    return layout.dimension();
  }

  /**
   * Examples that the model has learned from; every push goes to every server, so each knows the
   * total.
   */
  public long examples() {
    return examples;
  }

  /** Takes up the count of a restored model. */
  public void examples(long restored) {
    examples = restored;
  }

  /** The model learns from {@code more} examples: to be said before their push is applied. */
  void learned(long more) {
    examples += more;
  }

  /**
   * Changes the coordinates of {@code update}, by its values times {@code factor}. A coordinate
   * whose state would be beyond its limits keeps the one it has, which is counted: changes that are
   * sound each for itself may add up to one that is not. Every push goes to all servers and each
   * coordinate is judged for itself, so that no server needs to know what another one refuses.
   */
  void apply(Update update, float factor) {
    float rate = optimizer.rate(examples);
    Coordinates coordinates = update.coordinates();
    Payload.Plain values = update.plain();
    if (coordinates.count() * (localSteps ? stride : 1) != values.count()) {
      throw new IllegalArgumentException(
          "push must have a value for each coordinate: coordinates="
              + coordinates.count()
              + " values="
              + values.count());
    }
    if (coordinates instanceof Coordinates.Listed listed) {
      int[] list = listed.list();
      for (int k = 0; k < listed.count(); k++) {
        int c = list[listed.from() + k];
        float[] block = pages.write(owned(c) >>> pageBits);
        int at = (c & (layout.pageSize() - 1)) * stride;
        if (!states.change(c, block, at, values, k, factor, rate)) {
          refused++;
        }
      }
    } else if (coordinates instanceof Coordinates.Range range) {
      for (int k = 0; k < range.count(); ) {
        int c = owned(range.first() + k);
        float[] block = pages.write(c >>> pageBits);
        int offset = c & (layout.pageSize() - 1);
        int n = Math.min(layout.pageSize() - offset, range.count() - k);
        refused += states.changeAll(c, n, block, offset * stride, values, k, factor, rate);
        k += n;
      }
    }
  }

  /** Changes of a coordinate that were left out, because its state would have diverged. */
  public long refused() {
    return refused;
  }

  /**
   * The norm of what an update holds: its gradient, or the change of the first float of each
   * coordinate's state.
   */
  static double norm(Update update) {
    int coordinates = update.coordinates().count();
    Payload.Plain plain = update.plain();
    int stride = coordinates == 0 ? 1 : plain.count() / coordinates;
    double sum = 0;
    for (int k = 0; k < plain.count(); k += stride) {
      double value = plain.values()[plain.from() + k];
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  /** The norm by which {@link #apply} would change the weights. */
  double norm(Update update, float factor) {
    float rate = optimizer.rate(examples);
    return Math.sqrt(
        update.coordinates() instanceof Coordinates.Range range
            ? squaredNorm(range, update.plain(), factor, rate)
            : squaredNorm(update.coordinates(), update.plain(), factor, rate));
  }

  private double squaredNorm(
      Coordinates.Range range, Payload.Plain values, float factor, float rate) {
    float[] states = new float[Math.min(layout.pageSize(), range.count()) * stride];
    float[] before = new float[states.length / stride];
    float[] after = new float[before.length];
    double sum = 0;
    for (int k = 0; k < range.count(); ) {
      int c = owned(range.first() + k);
      int offset = c & (layout.pageSize() - 1);
      int n = Math.min(layout.pageSize() - offset, range.count() - k);
      System.arraycopy(pages.read(c >>> pageBits), offset * stride, states, 0, n * stride);
      optimizer.weights(states, 0, n, before, 0);
      this.states.changeAll(c, n, states, 0, values, k, factor, rate);
      optimizer.weights(states, 0, n, after, 0);
      for (int j = 0; j < n; j++) {
        double change = after[j] - before[j];
        sum += change * change;
      }
      k += n;
    }
    return sum;
  }

  private double squaredNorm(
      Coordinates coordinates, Payload.Plain values, float factor, float rate) {
    float[] state = new float[stride];
    double sum = 0;
    int last = -1;
    float[] page = state;
    for (int k = 0; k < coordinates.count(); k++) {
      int c = owned(coordinates.at(k));
      int at = (c & (layout.pageSize() - 1)) * stride;
      if (c >>> pageBits != last) {
        last = c >>> pageBits;
        page = pages.read(last);
      }
      for (int j = 0; j < stride; j++) {
        state[j] = page[at + j];
      }
      double before = optimizer.weight(state, 0);
      states.change(c, state, 0, values, k, factor, rate);
      double change = optimizer.weight(state, 0) - before;
      sum += change * change;
    }
    return sum;
  }

  /** The state of each coordinate of {@code push} as it is now, beside the view it carries. */
  GapSample sample(int worker, Push push) {
    Coordinates coordinates = push.update().coordinates();
    float[] states = new float[coordinates.count() * stride];
    for (int k = 0; k < coordinates.count(); k++) {
      int c = owned(coordinates.at(k));
      int at = (c & (layout.pageSize() - 1)) * stride;
      System.arraycopy(pages.read(c >>> pageBits), at, states, k * stride, stride);
    }
    return new GapSample(worker, push, new Cell(), states);
  }

  /** How one coordinate's state is read and changed, wherever it stands. */
  final class Cell {
    private Cell() {}

    int stride() {
      return stride;
    }

    float weight(float[] states, int at) {
      return optimizer.weight(states, at);
    }

    void change(float[] states, int at, Update update, int k, float factor) {
      int coordinate = update.coordinates().at(k);
      Parameters.this.states.change(
          coordinate, states, at, update.plain(), k, factor, optimizer.rate(examples));
    }
  }

  /** Floats that {@link #gather} gives for each coordinate. */
  int viewStride() {
    return localSteps ? stride : 1;
  }

  /**
   * The state (with local steps) or weight of each of {@code coordinates}; valid until the next
   * call.
   */
  float[] gather(Coordinates coordinates) {
    int needed = coordinates.count() * viewStride();
    if (gathered.length < needed) {
      gathered = new float[Math.max(needed, gathered.length * 2)];
    }
    if (coordinates instanceof Coordinates.Listed listed) {
      int[] list = listed.list();
      for (int k = 0; k < listed.count(); k++) {
        int c = list[listed.from() + k];
        gather(pages.read(owned(c) >>> pageBits), c & (layout.pageSize() - 1), k);
      }
    } else if (coordinates instanceof Coordinates.Range range) {
      for (int k = 0; k < range.count(); ) {
        int c = owned(range.first() + k);
        float[] block = pages.read(c >>> pageBits);
        int offset = c & (layout.pageSize() - 1);
        int n = Math.min(layout.pageSize() - offset, range.count() - k);
        if (localSteps) {
          System.arraycopy(block, offset * stride, gathered, k * stride, n * stride);
        } else {
          optimizer.weights(block, offset * stride, n, gathered, k);
        }
        k += n;
      }
    }
    return gathered;
  }

  private void gather(float[] block, int offset, int k) {
    if (localSteps) {
      int at = offset * stride;
      int to = k * stride;
      for (int j = 0; j < stride; j++) {
        gathered[to + j] = block[at + j];
      }
    } else {
      gathered[k] = optimizer.weight(block, offset * stride);
    }
  }

  private int owned(int coordinate) {
    if (coordinate < first || coordinate >= end) {
      throw new IllegalArgumentException(
          "coordinate must be in [" + first + ", " + end + "): coordinate=" + coordinate);
    }
    return coordinate;
  }
}
