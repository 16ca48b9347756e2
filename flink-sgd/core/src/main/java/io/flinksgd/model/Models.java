// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.argument.Arguments;
import io.flinksgd.feature.FeatureHasher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * Models by name: {@code logistic-regression} and {@code linear-regression}, each with {@code
 * hashed=BITS}, {@code dense=FEATURES} or {@code sparse=FEATURES}; for linear regression also
 * {@code loss=squared} or {@code loss=huber,delta=1}. Other names are those of the {@link
 * ModelFactory}s on the class path.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Models {
  private Models() {}

  /**
   * Reads the text form of a setting, which may name files of this machine.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  public static Model parse(String text) {
    return read(text, ModelFactory::create);
  }

  /**
   * Reads what a published model says of itself, on whatever machine; opens no file.
   *
   * @param artifact what was published with it, if anything was
   * @throws IllegalArgumentException with rule, name and value
   */
  public static Model published(String text, Optional<Artifact> artifact) {
    return read(text, (factory, spec) -> factory.published(spec, artifact));
  }

  /**
   * Whether the class path has the model that {@code text} names.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static boolean isKnown(String text) {
    String name = Arguments.parse("model", text).name();
    return name.equals(LogisticRegression.NAME)
        || name.equals(LinearRegression.NAME)
        || factories().anyMatch(factory -> factory.names().contains(name));
  }

  private static Stream<ModelFactory> factories() {
    return ServiceLoader.load(ModelFactory.class, Models.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get);
  }

  private static Model read(String text, BiFunction<ModelFactory, Arguments, Model> create) {
    Arguments spec = Arguments.parse("model", text);
    return spec.made(
        () ->
            switch (spec.name()) {
              case LogisticRegression.NAME ->
                  linear(spec.positional("hashed"), new Loss.Logistic(), text);
              case LinearRegression.NAME -> linear(spec.positional("hashed"), loss(spec), text);
              default -> other(spec, create);
            });
  }

  /** A model of another library. */
  private static Model other(Arguments spec, BiFunction<ModelFactory, Arguments, Model> create) {
    Set<String> others = new TreeSet<>();
    for (ModelFactory factory : factories().toList()) {
      if (factory.names().contains(spec.name())) {
        try {
          Model model = create.apply(factory, spec);
          spec.done();
          return model;
        } catch (LinkageError e) {
          throw new IllegalArgumentException(
              "model '%s' must have its libraries on the class path, networks have ND4J: %s"
                  .formatted(spec.name(), e),
              e);
        }
      }
      others.addAll(factory.names());
    }
    List<String> known = new ArrayList<>(List.of(LogisticRegression.NAME, LinearRegression.NAME));
    known.addAll(others);
    IllegalArgumentException unknown = spec.unknown(known.toArray(String[]::new));
    throw others.isEmpty()
        ? new IllegalArgumentException(
            unknown.getMessage() + " (networks need flink-sgd-network and ND4J on the class path)")
        : unknown;
  }

  private static Model linear(Arguments spec, Loss loss, String text) {
    int dense = spec.whole("dense", 0);
    int sparse = spec.whole("sparse", 0);
    int bits = spec.whole("hashed", dense + sparse == 0 ? FeatureHasher.DEFAULT_BITS : 0);
    spec.done();
    if ((dense != 0 ? 1 : 0) + (sparse != 0 ? 1 : 0) + (bits != 0 ? 1 : 0) != 1) {
      throw new IllegalArgumentException(
          "model must be one of hashed=BITS, dense=FEATURES, sparse=FEATURES: model=" + text);
    }
    if (dense != 0) {
      return LinearModel.dense(spec.name(), loss, dense);
    }
    return sparse != 0
        ? LinearModel.sparse(spec.name(), loss, sparse)
        : LinearModel.hashed(spec.name(), loss, bits);
  }

  private static Loss loss(Arguments spec) {
    String name = spec.text("loss", "squared");
    return switch (name) {
      case "squared" -> new Loss.Squared();
      case "huber" -> new Loss.Huber((float) spec.number("delta", 1));
      default -> throw new IllegalArgumentException("loss must be squared or huber: loss=" + name);
    };
  }
}
