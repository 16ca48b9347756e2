// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * The names of the fields that have a meaning of their own in a record, and how their values are
 * written; an empty name for none. Immutable, of any thread.
 *
 * @param label number or truth value: the truth to learn
 * @param weight number {@code >= 0}: the importance, 1 if absent
 * @param time event time, see {@link EventTimes}; the record's timestamp if absent
 * @param key text: what the caller calls the example; the record's key if absent
 * @param features of models whose features are one field
 * @param notation how labels and event times are written
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record ExampleFields(
    String label, String weight, String time, String key, FeatureFields features, Notation notation)
    implements Serializable {
  private static final String MEANINGS = FieldKinds.MEANINGS;
  private static final String DENSE = "fields.dense";
  private static final String SPARSE = "fields.sparse";

  /**
   * The fields that are all of an example's features; features like others to a hashed model.
   *
   * @param dense array of numbers: all coordinates of a dense model
   * @param sparse object of numbers by coordinate, of a sparse model
   */
  public record FeatureFields(String dense, String sparse) implements Serializable {
    /** Refuses nulls. */
    public FeatureFields {
      Objects.requireNonNull(dense, "dense");
      Objects.requireNonNull(sparse, "sparse");
    }
  }

  /**
   * How values are written.
   *
   * @param labels of the label
   * @param times of the event time
   */
  public record Notation(Labels labels, EventTimes times) implements Serializable {
    /** Refuses nulls. */
    public Notation {
      Objects.requireNonNull(labels, "labels");
      Objects.requireNonNull(times, "times");
    }
  }

  /**
   * Checks that there is a label.
   *
   * @throws IllegalArgumentException if its name is empty
   */
  public ExampleFields {
    if (label.isEmpty()) {
      throw new IllegalArgumentException("label must have a field: label=");
    }
    Objects.requireNonNull(weight, "weight");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(features, "features");
    Objects.requireNonNull(notation, "notation");
  }

  /**
   * A {@code label}, and for models whose features are one field {@code dense} or {@code sparse};
   * importance, event time and key have no field until one is named.
   */
  public static ExampleFields standard() {
    return new ExampleFields(
        "label",
        "",
        "",
        "",
        new FeatureFields("dense", "sparse"),
        new Notation(Labels.numbers(), EventTimes.standard()));
  }

  /** Whether {@code field} is the label, the importance, the time or the key. */
  public boolean names(String field) {
    return field.equals(label) || field.equals(weight) || field.equals(time) || field.equals(key);
  }

  /** A copy with another field for the label. */
  public ExampleFields withLabel(String value) {
    return new ExampleFields(value, weight, time, key, features, notation);
  }

  /** A copy with another field for the importance. */
  public ExampleFields withWeight(String value) {
    return new ExampleFields(label, value, time, key, features, notation);
  }

  /** A copy with another field for the event time. */
  public ExampleFields withTime(String value) {
    return new ExampleFields(label, weight, value, key, features, notation);
  }

  /** A copy with another field for the key. */
  public ExampleFields withKey(String value) {
    return new ExampleFields(label, weight, time, value, features, notation);
  }

  private ExampleFields with(FeatureFields value) {
    return new ExampleFields(label, weight, time, key, value, notation);
  }

  /** A copy with another field for dense features. */
  public ExampleFields withDense(String value) {
    return with(new FeatureFields(value, features.sparse));
  }

  /** A copy with another field for sparse features. */
  public ExampleFields withSparse(String value) {
    return with(new FeatureFields(features.dense, value));
  }

  private ExampleFields with(Notation value) {
    return new ExampleFields(label, weight, time, key, features, value);
  }

  /** A copy whose labels are written otherwise. */
  public ExampleFields withLabels(Labels value) {
    return with(new Notation(value, notation.times));
  }

  /** A copy whose event times are written otherwise. */
  public ExampleFields withTimes(EventTimes value) {
    return with(new Notation(notation.labels, value));
  }

  /**
   * What a manifest has to say of them, so that scoring takes the same fields for features: {@code
   * fields.meanings}, those that are none, and {@code fields.dense} and {@code fields.sparse}; and
   * {@code labels}, so that state is not restored under opposite ones.
   */
  public Map<String, String> described() {
    List<String> named =
        Stream.of(label, weight, time, key).filter(name -> !name.isEmpty()).toList();
    Map<String, String> described = new TreeMap<>();
    described.put(MEANINGS, String.join("|", named));
    described.put(DENSE, features.dense);
    described.put(SPARSE, features.sparse);
    described.putAll(notation.labels.described());
    return described;
  }

  /**
   * The fields that are no features by what {@link #described} says; if it did not, the label of a
   * record, and none of a row's columns.
   */
  public static String[] meanings(Map<String, String> spec) {
    if (spec.containsKey("columns")) {
      return new String[0];
    }
    return spec.getOrDefault(MEANINGS, standard().label).split("\\|", -1);
  }

  /** The field of dense features by what {@link #described} says. */
  public static String dense(Map<String, String> spec) {
    return spec.getOrDefault(DENSE, standard().features.dense);
  }

  /** The field of sparse features by what {@link #described} says. */
  public static String sparse(Map<String, String> spec) {
    return spec.getOrDefault(SPARSE, standard().features.sparse);
  }
}
