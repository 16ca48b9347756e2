package io.flinksgd.jobs.bounds;

import io.flinksgd.consistency.Contraction;
import io.flinksgd.consistency.ElasticBound;
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

  ElasticBound bound(Numbers n) {
    return switch (this) {
      case SYNCHRONOUS -> ElasticBound.synchronous();
      case BOUNDED_DELAY -> ElasticBound.boundedDelay(n.tau(), n.workers(), n.moment());
      case DELAYED_UPDATES -> ElasticBound.delayedUpdates(n.tau(), n.moment());
      case QUORUM -> ElasticBound.quorum(n.missing(), n.workers(), n.moment());
      case PREDICTED_QUORUM ->
          ElasticBound.predictedQuorum(n.missing(), n.workers(), n.deviation());
      case SHARED_MEMORY -> ElasticBound.sharedMemory(n.tau(), n.moment());
      case ERROR_FEEDBACK -> ElasticBound.errorFeedback(n.gamma(), n.moment());
      case TOP_K ->
          ElasticBound.errorFeedback(Contraction.topK(n.kept(), n.dimension()), n.moment());
      case ONE_BIT -> ElasticBound.errorFeedback(Contraction.oneBit(n.dimension()), n.moment());
      case QUANTISED ->
          ElasticBound.errorFeedback(Contraction.quantised(n.levels(), n.dimension()), n.moment());
      case ELASTIC_SCHEDULER -> ElasticBound.elasticScheduler(n.beta(), n.moment());
      case PREDICTED_SCHEDULER -> ElasticBound.predictedScheduler(n.workers(), n.deviation());
      case ELASTIC_BOUND -> ElasticBound.elasticClock(n.chosen(), n.workers(), n.moment());
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
