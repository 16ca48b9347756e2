// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.server;

import io.flinksgd.argument.Arguments;
import io.flinksgd.feature.Labels;
import io.flinksgd.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings by which state is to be read: what a coordinate means, and what its floats do. They
 * stand in the state itself, so that a restore under others is noticed.
 *
 * <p>Immutable, of any thread.
 *
 * @param settings their texts by name
 */
public record TrainedAs(Map<String, String> settings) {
  private static final String MODEL = "model";
  private static final String FEATURES = "features";
  private static final String COLUMNS = "columns";
  private static final String COORDINATES = "coordinates";
  private static final String DENSE = "fields.dense";
  private static final String SPARSE = "fields.sparse";
  private static final String OPTIMIZER = "optimizer";
  private static final String LOCAL_STEPS = "local-steps";
  private static final String NONE = "none";

  /** Separates the items of a list whose order does not matter. */
  private static final String ITEMS = "\\|";

  /** Keeps its own copy of {@code settings}. */
  public TrainedAs {
    settings = Map.copyOf(settings);
  }

  /** Those of {@code spec}. */
  public static TrainedAs of(TrainingSpec spec) {
    Map<String, String> settings = new TreeMap<>(spec.description());
    List<String> kept =
        new ArrayList<>(List.of(MODEL, FEATURES, COLUMNS, COORDINATES, Labels.NAME));
    if (spec.model().denseFeatures() > 0) {
      kept.add(DENSE);
    } else if (!settings.containsKey(FEATURES)) {
      kept.add(SPARSE);
    }
    settings.keySet().retainAll(kept);
    settings.put(OPTIMIZER, spec.optimizer().inFull());
    settings.put(LOCAL_STEPS, Boolean.toString(spec.localSteps()));
    return new TrainedAs(settings);
  }

  /** The optimizer, with all of its arguments. */
  String optimizer() {
    return settings.getOrDefault(OPTIMIZER, "");
  }

  /** Whether the pushes of an open round are changes of state, and not gradients. */
  boolean localSteps() {
    return Boolean.parseBoolean(settings.get(LOCAL_STEPS));
  }

  /** The settings of {@code now} under which a coordinate would mean something else. */
  List<String> otherMeaning(TrainedAs now) {
    List<String> others = new ArrayList<>();
    compare(MODEL, now).ifPresent(differing -> others.add(other(MODEL, settings, now.settings)));
    compare(FEATURES, now).ifPresent(others::addAll);
    if (!Objects.equals(settings.get(COLUMNS), now.settings.get(COLUMNS))) {
      others.add(other(COLUMNS, settings, now.settings));
    }
    addIfBothSay(COORDINATES, COORDINATES, now, others);
    addIfBothSay(DENSE, "dense-field", now, others);
    addIfBothSay(SPARSE, "sparse-field", now, others);
    if (labels().contradict(now.labels())) {
      others.add(other(Labels.NAME, settings, now.settings));
    }
    return others;
  }

  private void addIfBothSay(String key, String name, TrainedAs now, List<String> others) {
    String before = settings.get(key);
    String after = now.settings.get(key);
    if (before != null && after != null && !before.equals(after)) {
      others.add(other(name, before, after));
    }
  }

  private Labels labels() {
    String named = settings.get(Labels.NAME);
    return named == null ? Labels.numbers() : Labels.parse(named);
  }

  /** What differs between the optimizers. */
  List<String> otherOptimizer(TrainedAs now) {
    return compare(OPTIMIZER, now).orElse(List.of());
  }

  /** What differs between two texts of a setting, argument by argument; empty if nothing does. */
  private Optional<List<String>> compare(String name, TrainedAs now) {
    String before = settings.get(name);
    String after = now.settings.get(name);
    if (Objects.equals(before, after)) {
      return Optional.empty();
    }
    List<String> whole = List.of(other(name, settings, now.settings));
    if (before == null || after == null) {
      return Optional.of(whole);
    }
    Arguments one = Arguments.parse(name, before);
    Arguments two = Arguments.parse(name, after);
    if (!one.name().equals(two.name())) {
      return Optional.of(whole);
    }
    TreeSet<String> keys = new TreeSet<>(one.arguments().keySet());
    keys.addAll(two.arguments().keySet());
    List<String> others = new ArrayList<>();
    for (String key : keys) {
      if (!alike(one.arguments().get(key), two.arguments().get(key))) {
        others.add(other(name + "." + key, one.arguments().get(key), two.arguments().get(key)));
      }
    }
    return others.isEmpty() ? Optional.empty() : Optional.of(others);
  }

  /** Whether two values mean the same: numbers by value, lists in any order. */
  private static boolean alike(String before, String now) {
    if (before == null || now == null) {
      return before == null && now == null;
    }
    return before.equals(now) || items(before).equals(items(now)) || sameNumber(before, now);
  }

  private static List<String> items(String list) {
    return Arrays.stream(list.split(ITEMS, -1)).sorted().toList();
  }

  private static boolean sameNumber(String before, String now) {
    try {
      return Double.parseDouble(before) == Double.parseDouble(now);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String other(String name, Map<String, String> before, Map<String, String> now) {
    return other(name, before.get(name), now.get(name));
  }

  /** The rule that a setting breaks. */
  static String other(String name, String before, String now) {
    return "%s must be as in the restored state, %s: %s=%s"
        .formatted(name, before == null ? NONE : before, name, now == null ? NONE : now);
  }
}
