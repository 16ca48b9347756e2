// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.bounds;

import io.flinksgd.consistency.ConvergenceBound;
import io.flinksgd.consistency.ConvergenceBound.Terms;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the theorems say of one setting.
 *
 * @param scheme of distribution, as it was given
 * @param bound the theorem's terms
 * @param steps for which the rate is predicted
 * @param theorem at its own learning rate, {@code sqrt(p / T)}: the mean squared gradient norm
 * @param tuned at the learning rate for which the bound is least
 * @param strong the distance to the minimum by the theorem for strongly convex functions, if it
 *     applies
 */
record Prediction(
    String scheme,
    ConvergenceBound bound,
    double steps,
    Rate theorem,
    Rate tuned,
    Optional<Rate> strong) {

  /**
   * What is predicted at one learning rate.
   *
   * @param learningRate the {@code alpha} of the theorem
   * @param bound on what is predicted
   */
  record Rate(double learningRate, Terms bound) {}

  static Prediction of(
      String scheme,
      ConvergenceBound bound,
      Optional<Double> steps,
      Optional<Double> convexity,
      Optional<Double> distance0) {
    double horizon = bound.horizon();
    double t =
        steps.orElse(
            Math.ceil(Math.max(1, Double.isInfinite(horizon) ? bound.leastSteps() : horizon)));
    if (!(t >= Math.max(1, bound.leastSteps() * (1 - 1e-9)))) {
      throw new IllegalArgumentException(
          "steps must be >= "
              + Math.ceil(Math.max(1, bound.leastSteps()))
              + ", where sqrt(p / T) is small enough for the theorem: steps="
              + t);
    }
    double rate = bound.rate(t);
    double tuned = bound.tunedRate(t);
    return new Prediction(
        scheme,
        bound,
        t,
        new Rate(rate, bound.nonConvex(rate, t)),
        new Rate(tuned, bound.nonConvex(tuned, t)),
        convexity.map(c -> strong(bound, c, distance0, t)));
  }

  private static Rate strong(
      ConvergenceBound bound, double convexity, Optional<Double> distance0, double steps) {
    double rate =
        Math.min(bound.rateStronglyConvex(convexity, steps), bound.largestRateStronglyConvex());
    double distance = distance0.orElse(Math.sqrt(2 * bound.gap0() / convexity));
    return new Rate(rate, bound.stronglyConvex(convexity, distance, rate, steps));
  }

  /** Steps after which stale views cost less than a tenth of what noise does. */
  private double horizon() {
    return bound.horizon();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    line(text, "scheme", "%s, %d workers", scheme, bound.workers());
    line(text, "B", "%.6g gradient norms: %s", bound.bound().constant(), bound.bound().why());
    line(text, "holds", bound.bound().everyStep() ? "for every step" : "in expectation");
    line(text, "steps", "%,.0f", steps);
    line(text, "learning rate", "%.4g = sqrt(p / T)", theorem.learningRate);
    line(text, "gap", "at most %.4g at that rate", bound.bound().gap(theorem.learningRate));
    line(text, "predicted rate", "mean ||grad f||^2 <= %s", terms(theorem.bound));
    line(
        text,
        "tuned learning rate",
        "%.4g: mean ||grad f||^2 <= %s",
        tuned.learningRate,
        terms(tuned.bound));
    line(text, "largest learning rate", "%.4g", bound.largestRate());
    line(
        text,
        "horizon",
        Double.isInfinite(horizon())
            ? "none: there is no noise to compare with"
            : "%,.0f steps, after which stale views cost less than a tenth of what noise does",
        horizon());
    strong.ifPresent(
        each ->
            line(
                text,
                "strongly convex",
                "learning rate %.4g: ||x - x*||^2 <= %s",
                each.learningRate,
                terms(each.bound)));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String format, Object... values) {
    text.append(String.format(Locale.ROOT, "%-23s", name))
        .append(String.format(Locale.ROOT, format, values))
        .append(System.lineSeparator());
  }

  private static String terms(Terms terms) {
    return String.format(
        Locale.ROOT,
        "%.4g (beginning %.4g, stale views %.4g, noise %.4g)",
        terms.total(),
        terms.optimisation(),
        terms.inconsistency(),
        terms.noise());
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("scheme", scheme);
    json.put("workers", bound.workers());
    json.put("B", bound.bound().constant());
    json.put("why", bound.bound().why());
    json.put("everyStep", bound.bound().everyStep());
    json.put("steps", steps);
    json.put("learningRate", theorem.learningRate);
    json.put("gapBound", bound.bound().gap(theorem.learningRate));
    json.put("rate", json(theorem.bound));
    json.put("tunedLearningRate", tuned.learningRate);
    json.put("tunedRate", json(tuned.bound));
    json.put("largestLearningRate", bound.largestRate());
    json.put("horizon", Double.isInfinite(horizon()) ? null : horizon());
    strong.ifPresent(
        each -> {
          json.put("stronglyConvexLearningRate", each.learningRate);
          json.put("stronglyConvexRate", json(each.bound));
        });
    return json;
  }

  private static Map<String, Double> json(Terms terms) {
    Map<String, Double> json = new LinkedHashMap<>();
    json.put("total", terms.total());
    json.put("beginning", terms.optimisation());
    json.put("inconsistency", terms.inconsistency());
    json.put("noise", terms.noise());
    return json;
  }
}
