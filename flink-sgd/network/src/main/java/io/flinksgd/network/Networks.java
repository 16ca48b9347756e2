// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Signature;
import io.flinksgd.model.Artifact;
import io.flinksgd.model.Model;
import io.flinksgd.model.ModelFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Networks by name, for {@link io.flinksgd.model.Models#parse}:
 *
 * <ul>
 *   <li>{@code softmax} - softmax regression
 *   <li>{@code mlp} - one hidden layer of {@code hidden=256} units
 *   <li>{@code lenet} - two convolutions (20 and 50 kernels of 5x5), each with pooling, and a
 *       hidden layer of 500 units: 431,080 weights on 28x28 with 10 classes (LeCun et al., 1998, in
 *       the size that Caffe made usual)
 *   <li>{@code resnet20} - He et al., "Deep Residual Learning", 2015, section 4.2, with n = 3
 * </ul>
 *
 * <p>Each with {@code input=1x28x28}, {@code classes=10} and {@code seed=1}, see {@link
 * #signatures}.
 *
 * <p>An input that is too small for the layers is refused by an {@link IllegalArgumentException}.
 * Of any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Networks implements ModelFactory {
  private static final long MOST_NUMBERS = 1 << 26;

  private static final Argument<String> INPUT =
      Argument.text(
          "input",
          "CHANNELSxHEIGHTxWIDTH",
          "1x28x28",
          "Shape of an example, in the order of its numbers.");
  private static final Argument<Integer> CLASSES =
      Argument.whole("classes", 10, "Labels are the numbers from 0 to classes - 1.");
  private static final Argument<Integer> SEED =
      Argument.whole("seed", 1, "Of the weights that training begins with.");
  private static final Argument<Integer> HIDDEN =
      Argument.whole("hidden", 256, "Units of the hidden layer.");

  private static final List<Signature> SIGNATURES =
      List.of(
          signature("lenet", "Two convolutions and a hidden layer."),
          signature("mlp", "One hidden layer.").and(List.of(HIDDEN)),
          signature("resnet20", "A residual network of 20 layers."),
          signature("softmax", "Softmax regression."));

  /** For {@link java.util.ServiceLoader}. */
  public Networks() {}

  private static Signature signature(String name, String help) {
    return Signature.keyed(name, help, INPUT, CLASSES, SEED);
  }

  @Override
  public List<Signature> signatures() {
    return SIGNATURES;
  }

  @Override
  public Model create(ArgumentValues arguments) {
    Shape input = Shape.parse(INPUT.name(), arguments.get(INPUT));
    int classes = arguments.get(CLASSES);
    int seed = arguments.get(SEED);
    List<Layer> layers =
        switch (arguments.name()) {
          case "softmax" -> List.of(Layer.dense(classes));
          case "mlp" ->
              List.of(Layer.dense(arguments.get(HIDDEN)), Layer.relu(), Layer.dense(classes));
          case "lenet" -> lenet(classes);
          default -> resnet20(classes);
        };
    String text = arguments.name() + ":input=" + input + ",classes=" + classes + ",seed=" + seed;
    String full = arguments.find(HIDDEN).map(hidden -> text + ",hidden=" + hidden).orElse(text);
    try {
      return new Network(full, input, seed, layers);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("network must have < 2^31 weights: model=" + full, e);
    }
  }

  /** A published network also has a bound on the memory of a prediction. */
  @Override
  public Model published(ArgumentValues arguments, Optional<Artifact> artifact) {
    Network network = (Network) create(arguments);
    long numbers = 0;
    Shape shape = network.input();
    for (Layer layer : network.layers()) {
      shape = layer.output(shape);
      numbers += shape.size();
    }
    if (numbers > MOST_NUMBERS) {
      throw new IllegalArgumentException(
          "layers of a published network must give at most %d numbers: numbers=%d, model=%s"
              .formatted(MOST_NUMBERS, numbers, network.spec()));
    }
    return network;
  }

  /**
   * Pooling before ReLU: both only ever pick the largest, and so ReLU has a quarter of the work.
   */
  private static List<Layer> lenet(int classes) {
    return List.of(
        Layer.convolution(20, 5),
        Layer.maxPool(2),
        Layer.relu(),
        Layer.convolution(50, 5),
        Layer.maxPool(2),
        Layer.relu(),
        Layer.dense(500),
        Layer.relu(),
        Layer.dense(classes));
  }

  private static List<Layer> resnet20(int classes) {
    List<Layer> layers = new ArrayList<>();
    layers.add(Layer.convolution(16, 3).padding(1).unbiased());
    layers.add(Layer.batchNorm());
    layers.add(Layer.relu());
    for (int channels = 16; channels <= 64; channels *= 2) {
      for (int block = 0; block < 3; block++) {
        int stride = channels > 16 && block == 0 ? 2 : 1;
        layers.add(
            Layer.residual(
                Layer.convolution(channels, 3).stride(stride).padding(1).unbiased(),
                Layer.batchNorm(),
                Layer.relu(),
                Layer.convolution(channels, 3).padding(1).unbiased(),
                Layer.batchNorm()));
        layers.add(Layer.relu());
      }
    }
    layers.add(Layer.globalAverage());
    layers.add(Layer.dense(classes));
    return layers;
  }
}
