// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.network;

import io.flinksgd.argument.Arguments;
import io.flinksgd.model.Artifact;
import io.flinksgd.model.Model;
import io.flinksgd.model.ModelFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * <p>Each with {@code input=1x28x28}, {@code classes=10} and {@code seed=1}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Networks implements ModelFactory {
  private static final String INPUT = "1x28x28";
  private static final long MOST_NUMBERS = 1 << 26;

  /** For {@link java.util.ServiceLoader}. */
  public Networks() {}

  @Override
  public Set<String> names() {
    return Set.of("softmax", "mlp", "lenet", "resnet20");
  }

  @Override
  public Model create(Arguments spec) {
    Shape input = Shape.parse("input", spec.text("input", INPUT));
    int classes = spec.whole("classes", 10);
    int seed = spec.whole("seed", 1);
    int hidden = spec.name().equals("mlp") ? spec.whole("hidden", 256) : 0;
    List<Layer> layers =
        switch (spec.name()) {
          case "softmax" -> List.of(Layer.dense(classes));
          case "mlp" -> List.of(Layer.dense(hidden), Layer.relu(), Layer.dense(classes));
          case "lenet" -> lenet(classes);
          case "resnet20" -> resnet20(classes);
          default -> throw spec.unknown(names().toArray(String[]::new));
        };
    String text = spec.name() + ":input=" + input + ",classes=" + classes + ",seed=" + seed;
    String full = hidden == 0 ? text : text + ",hidden=" + hidden;
    try {
      return new Network(full, input, seed, layers);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("network must have < 2^31 weights: model=" + full, e);
    }
  }

  /** A published network also has a bound on the memory of a prediction. */
  @Override
  public Model published(Arguments spec, Optional<Artifact> artifact) {
    Network network = (Network) create(spec);
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
