// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.bounds;

import io.flinksgd.consistency.Contraction;
import io.flinksgd.consistency.ElasticConstant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The distribution schemes by name, and which numbers each needs. */
enum Scheme {
  SYNCHRONOUS,
  BOUNDED_DELAY,
  DELAYED_UPDATES,
  QUORUM,
  PREDICTED_QUORUM,
  SHARED_MEMORY,
  ERROR_FEEDBACK,
  TOP_K,
  ONE_BIT,
  QUANTISED,
  ELASTIC_SCHEDULER,
  PREDICTED_SCHEDULER,
  ELASTIC_BOUND;

  /** Numbers that some schemes need; asking for one that was not given refuses the scheme. */
  interface Numbers {
    int workers();

    int tau();

    int missing();

    int kept();

    int levels();

    int dimension();

    double gamma();

    double beta();

    double chosen();

    double moment();

    double deviation();
  }

  ElasticConstant bound(Numbers n) {
    return switch (this) {
      case SYNCHRONOUS -> ElasticConstant.synchronous();
      case BOUNDED_DELAY -> ElasticConstant.boundedDelay(n.tau(), n.workers(), n.moment());
      case DELAYED_UPDATES -> ElasticConstant.delayedUpdates(n.tau(), n.moment());
      case QUORUM -> ElasticConstant.quorum(n.missing(), n.workers(), n.moment());
      case PREDICTED_QUORUM ->
          ElasticConstant.predictedQuorum(n.missing(), n.workers(), n.deviation());
      case SHARED_MEMORY -> ElasticConstant.sharedMemory(n.tau(), n.moment());
      case ERROR_FEEDBACK -> ElasticConstant.errorFeedback(n.gamma(), n.moment());
      case TOP_K ->
          ElasticConstant.errorFeedback(Contraction.topK(n.kept(), n.dimension()), n.moment());
      case ONE_BIT -> ElasticConstant.errorFeedback(Contraction.oneBit(n.dimension()), n.moment());
      case QUANTISED ->
          ElasticConstant.errorFeedback(
              Contraction.quantised(n.levels(), n.dimension()), n.moment());
      case ELASTIC_SCHEDULER -> ElasticConstant.elasticScheduler(n.beta(), n.moment());
      case PREDICTED_SCHEDULER -> ElasticConstant.predictedScheduler(n.workers(), n.deviation());
      case ELASTIC_BOUND -> ElasticConstant.elasticBound(n.chosen(), n.workers(), n.moment());
    };
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Scheme parse(String text) {
    for (Scheme each : values()) {
      if (each.text().equals(text)) {
        return each;
      }
    }
    if (text.equals("asynchronous")) {
      throw new IllegalArgumentException(
          "scheme must have a bound; for asynchronous training give bounded-delay with the largest"
              + " delay that was seen: scheme=asynchronous");
    }
    throw new IllegalArgumentException("scheme must be one of " + all() + ": scheme=" + text);
  }

  static String all() {
    return Arrays.stream(values()).map(Scheme::text).collect(Collectors.joining(", "));
  }
}
