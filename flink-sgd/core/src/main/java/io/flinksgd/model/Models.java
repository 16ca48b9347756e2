// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Arguments;
import io.flinksgd.argument.Signature;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * Models by name: {@code logistic-regression} and {@code linear-regression}, each with {@code
 * hashed=BITS}, {@code dense=FEATURES} or {@code sparse=FEATURES}; for linear regression also
 * {@code loss=squared} or {@code loss=huber,delta=1}. Other names are those of the {@link
 * ModelFactory}s on the class path. May be called from any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Models {
  private static final ModelFactory LINEAR = new LinearModels();

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
    return read(text, (factory, arguments) -> factory.published(arguments, artifact));
  }

  /**
   * Whether the class path has the model that {@code text} names.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static boolean isKnown(String text) {
    String name = Arguments.parse("model", text).name();
    return signatures().stream().anyMatch(signature -> signature.name().equals(name));
  }

  /** What the class path has, each with its arguments: linear models first. */
  public static List<Signature> signatures() {
    List<Signature> all = new ArrayList<>(LINEAR.signatures());
    others()
        .flatMap(factory -> factory.signatures().stream())
        .sorted(Comparator.comparing(Signature::name))
        .forEach(all::add);
    return all;
  }

  private static Stream<ModelFactory> others() {
    return ServiceLoader.load(ModelFactory.class, Models.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get);
  }

  private static Model read(String text, BiFunction<ModelFactory, ArgumentValues, Model> create) {
    Arguments given = Arguments.parse("model", text);
    return given.made(() -> named(given, create));
  }

  private static Model named(
      Arguments given, BiFunction<ModelFactory, ArgumentValues, Model> create) {
    for (ModelFactory factory : Stream.concat(Stream.of(LINEAR), others()).toList()) {
      for (Signature signature : factory.signatures()) {
        if (signature.name().equals(given.name())) {
          return made(factory, signature.read(given), create);
        }
      }
    }
    List<Signature> known = signatures();
    IllegalArgumentException unknown =
        given.unknown(known.stream().map(Signature::form).toArray(String[]::new));
    throw known.size() > LINEAR.signatures().size()
        ? unknown
        : new IllegalArgumentException(
            unknown.getMessage() + " (networks need flink-sgd-network and ND4J on the class path)");
  }

  private static Model made(
      ModelFactory factory,
      ArgumentValues arguments,
      BiFunction<ModelFactory, ArgumentValues, Model> create) {
    try {
      return create.apply(factory, arguments);
    } catch (LinkageError e) {
      throw new IllegalArgumentException(
          "model '%s' must have its libraries on the class path, networks have ND4J: %s"
              .formatted(arguments.name(), e),
          e);
    }
  }
}
