// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.example.Example;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.gradient.Learner;
import io.flinksgd.optimizer.Optimizer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * A classifier made of {@link Layer}s with softmax and cross-entropy on top. Features are dense, in
 * the order of {@link Shape}; labels are the numbers of classes, from 0; the score is the number of
 * the most probable class.
 *
 * <p>Immutable, of any thread; holds native memory once it has scored.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Network extends DenseModel {
  private static final long serialVersionUID = 1L;

  private final String spec;
  private final Shape input;
  private final int classes;
  private final long seed;
  private final List<Layer> layers;
  private final int trainable;
  private final int dimension;

  /**
   * A network.
   *
   * @param spec its text, see {@link Networks}
   * @param input one example
   * @param seed of the weights that training begins with
   * @param layers the last gives one number for each class
   * @throws IllegalArgumentException if a layer cannot follow the one before it
   */
  Network(String spec, Shape input, long seed, List<Layer> layers) {
    this.spec = spec;
    this.input = input;
    this.seed = seed;
    this.layers = List.copyOf(layers);
    Shape shape = input;
    for (Layer layer : layers) {
      shape = layer.output(shape);
    }
    this.classes = shape.size();
    if (classes < 2) {
      throw new IllegalArgumentException("classes must be >= 2: classes=" + classes);
    }
    Blocks blocks = declare();
    this.trainable = blocks.trainable();
    this.dimension = blocks.dimension();
  }

  /**
   * A network of a user's own, which has no text form: readers of what it publishes need this
   * object.
   *
   * @param input one example
   * @param seed of the weights that training begins with
   * @param layers the last gives one number for each class
   * @throws IllegalArgumentException if a layer cannot follow the one before it, or there are fewer
   *     than two classes
   * @throws ArithmeticException if there are 2^31 weights or more
   */
  public static Network of(Shape input, long seed, Layer... layers) {
    return new Network("network", input, seed, List.of(layers));
  }

  private Blocks declare() {
    Blocks blocks = new Blocks();
    Shape shape = input;
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).declare("layer" + (i + 1), shape, blocks);
      shape = layers.get(i).output(shape);
    }
    return blocks;
  }

  /** One example. */
  public Shape input() {
    return input;
  }

  @Override
  public int classes() {
    return classes;
  }

  /** The variables of all layers, in the order of their coordinates. */
  public List<Block> blocks() {
    return declare().all();
  }

  List<Layer> layers() {
    return layers;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int trainable() {
    return trainable;
  }

  @Override
  public int[] unpenalised() {
    return blocks().stream()
        .filter(block -> block.start() instanceof Block.Offset)
        .flatMapToInt(block -> IntStream.of(block.first(), block.end()))
        .toArray();
  }

  @Override
  public void initial(int first, float[] weights) {
    Blocks.initial(blocks(), seed, first, weights);
  }

  @Override
  public int denseFeatures() {
    return input.size();
  }

  @Override
  public Optional<Rejected> reject(Example example) {
    if (!(example.weight() >= 0) || Float.isInfinite(example.weight())) {
      return rejected(
          Reason.NOT_FINITE, "weight must be finite and >= 0: weight=" + example.weight(), example);
    }
    return rejectLabel(example, classes).or(() -> rejectFeatures(example));
  }

  @Override
  Learner learner(Optimizer optimizer) {
    return new NetworkLearner(this, optimizer);
  }

  @Override
  Scorer scorer() {
    return new NetworkScorer(this);
  }

  @Override
  public String spec() {
    return spec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network that && spec.equals(that.spec);
  }
}
