package io.flinksgd.model;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/**
 * Models by name: {@code logistic-regression} and {@code linear-regression}, each with {@code
 * hashed=BITS}, {@code dense=FEATURES} or {@code sparse=FEATURES}; for linear regression also
 * {@code loss=squared} or {@code loss=huber,delta=1}. Other names are those of the {@link
 * ModelFactory}s on the class path.
 */
public final class Models {
  private static final int DEFAULT_BITS = 18;

  private Models() {}

  /**
   * Reads a text form.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  public static Model parse(String text) {
    Spec spec = Spec.parse("model", text);
    return switch (spec.name()) {
      case LogisticRegression.NAME -> linear(spec.positional("hashed"), new Loss.Logistic(), text);
      case LinearRegression.NAME -> linear(spec.positional("hashed"), loss(spec), text);
      default -> other(spec);
    };
  }

  /** A model of another library. */
  private static Model other(Spec spec) {
    Set<String> others = new TreeSet<>();
    for (ModelFactory factory :
        ServiceLoader.load(ModelFactory.class, Models.class.getClassLoader())) {
      if (factory.names().contains(spec.name())) {
        Model model = factory.create(spec);
        spec.done();
        return model;
      }
      others.addAll(factory.names());
    }
    List<String> known = new ArrayList<>(List.of(LogisticRegression.NAME, LinearRegression.NAME));
    known.addAll(others);
    throw spec.unknown(known.toArray(String[]::new));
  }

  private static Model linear(Spec spec, Loss loss, String text) {
    int dense = spec.whole("dense", 0);
    int sparse = spec.whole("sparse", 0);
    int bits = spec.whole("hashed", dense + sparse == 0 ? DEFAULT_BITS : 0);
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

  private static Loss loss(Spec spec) {
    String name = spec.text("loss", "squared");
    return switch (name) {
      case "squared" -> new Loss.Squared();
      case "huber" -> new Loss.Huber((float) spec.number("delta", 1));
      default -> throw new IllegalArgumentException("loss must be squared or huber: loss=" + name);
    };
  }
}
