// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.model;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Range;
import io.flinksgd.argument.Signature;
import io.flinksgd.feature.FeatureHasher;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@link LogisticRegression} and {@link LinearRegression} by name. */
final class LinearModels implements ModelFactory {
  private static final Argument<Integer> HASHED =
      Argument.whole("hashed", "2^hashed coordinates for named fields of any kind; from 1 to 30.")
          .unset(FeatureHasher.DEFAULT_BITS + ", unless dense or sparse is given");
  private static final Argument<Integer> DENSE =
      Argument.whole("dense", "So many numbers, in an array or in columns of their own.")
          .unset("features of another kind");
  private static final Argument<Integer> SPARSE =
      Argument.whole("sparse", "Numbers by coordinate; there are so many coordinates.")
          .unset("features of another kind");
  private static final Argument<String> LOSS =
      Argument.choice(
          "loss",
          List.of("squared", "huber"),
          "What is minimised. huber grows linearly far from the label, so that outliers count less.");
  private static final Argument<Double> DELTA =
      Argument.number(
              "delta",
              1,
              Range.POSITIVE,
              "Distance from the label, in its unit, from which on the loss grows linearly.")
          .onlyWith(LOSS, "huber");

  private static final List<Signature> SIGNATURES =
      List.of(
          Signature.of(
              LogisticRegression.NAME,
              "Predicts the probability of label 1.",
              HASHED,
              DENSE,
              SPARSE),
          Signature.of(
              LinearRegression.NAME, "Predicts a number.", HASHED, DENSE, SPARSE, LOSS, DELTA));

  @Override
  public List<Signature> signatures() {
    return SIGNATURES;
  }

  @Override
  public Model create(ArgumentValues arguments) {
    String name = arguments.name();
    Loss loss = name.equals(LogisticRegression.NAME) ? new Loss.Logistic() : loss(arguments);
    Optional<Integer> bits = arguments.find(HASHED);
    Optional<Integer> dense = arguments.find(DENSE);
    Optional<Integer> sparse = arguments.find(SPARSE);
    if (Stream.of(bits, dense, sparse).filter(Optional::isPresent).count() > 1) {
      throw new IllegalArgumentException(
          "model must be one of hashed=BITS, dense=FEATURES, sparse=FEATURES: model="
              + arguments.text());
    }
    if (dense.isPresent()) {
      return LinearModel.dense(name, loss, dense.get());
    }
    return sparse.isPresent()
        ? LinearModel.sparse(name, loss, sparse.get())
        : LinearModel.hashed(name, loss, bits.orElse(FeatureHasher.DEFAULT_BITS));
  }

  private static Loss loss(ArgumentValues arguments) {
    return arguments.get(LOSS).equals("squared")
        ? new Loss.Squared()
        : new Loss.Huber(arguments.number(DELTA));
  }
}
