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
 * The names of the fields that have a meaning of their own in a record; an empty name for none.
 *
 * @param label number or truth value: the truth to learn
 * @param weight number {@code >= 0}: the importance, 1 if absent
 * @param dense array of numbers: all coordinates of a dense model; a feature like others to a
 *     hashed one
 * @param sparse object of numbers by coordinate, of a sparse model; a feature like others to a
 *     hashed one
 * @param time event time, see {@link EventTimes}; the record's timestamp if absent
 * @param key text: what the caller calls the example; the record's key if absent
 * @param labels how the label is written
 * @param times how the event time is written
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record ExampleFields(
    String label,
    String weight,
    String dense,
    String sparse,
    String time,
    String key,
    Labels labels,
    EventTimes times)
    implements Serializable {
  private static final String MEANINGS = FieldKinds.MEANINGS;
  private static final String DENSE = "fields.dense";
  private static final String SPARSE = "fields.sparse";

  /** Checks that there is a label. */
  public ExampleFields {
    if (label.isEmpty()) {
      throw new IllegalArgumentException("label must have a field: label=");
    }
    Objects.requireNonNull(weight, "weight");
    Objects.requireNonNull(dense, "dense");
    Objects.requireNonNull(sparse, "sparse");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(labels, "labels");
    Objects.requireNonNull(times, "times");
  }

  /** Fields of these names, written as is usual. */
  public ExampleFields(
      String label, String weight, String dense, String sparse, String time, String key) {
    this(label, weight, dense, sparse, time, key, Labels.numbers(), EventTimes.standard());
  }

  /**
   * A {@code label}, and for models whose features are one field {@code dense} or {@code sparse};
   * importance, event time and key have no field until one is named.
   */
  public static ExampleFields standard() {
    return new ExampleFields("label", "", "dense", "sparse", "", "");
  }

  /** Whether {@code field} is the label, the importance, the time or the key. */
  public boolean names(String field) {
    return field.equals(label) || field.equals(weight) || field.equals(time) || field.equals(key);
  }

  /** A copy with another field for the label. */
  public ExampleFields withLabel(String value) {
    return new ExampleFields(value, weight, dense, sparse, time, key, labels, times);
  }

  /** A copy with another field for the importance. */
  public ExampleFields withWeight(String value) {
    return new ExampleFields(label, value, dense, sparse, time, key, labels, times);
  }

  /** A copy with another field for dense features. */
  public ExampleFields withDense(String value) {
    return new ExampleFields(label, weight, value, sparse, time, key, labels, times);
  }

  /** A copy with another field for sparse features. */
  public ExampleFields withSparse(String value) {
    return new ExampleFields(label, weight, dense, value, time, key, labels, times);
  }

  /** A copy with another field for the event time. */
  public ExampleFields withTime(String value) {
    return new ExampleFields(label, weight, dense, sparse, value, key, labels, times);
  }

  /** A copy with another field for the key. */
  public ExampleFields withKey(String value) {
    return new ExampleFields(label, weight, dense, sparse, time, value, labels, times);
  }

  /** A copy whose labels are written otherwise. */
  public ExampleFields withLabels(Labels value) {
    return new ExampleFields(label, weight, dense, sparse, time, key, value, times);
  }

  /** A copy whose event times are written otherwise. */
  public ExampleFields withTimes(EventTimes value) {
    return new ExampleFields(label, weight, dense, sparse, time, key, labels, value);
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
    described.put(DENSE, dense);
    described.put(SPARSE, sparse);
    described.putAll(labels.described());
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
    return spec.getOrDefault(DENSE, standard().dense);
  }

  /** The field of sparse features by what {@link #described} says. */
  public static String sparse(Map<String, String> spec) {
    return spec.getOrDefault(SPARSE, standard().sparse);
  }
}
