// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Example;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Refusal;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.FeatureRow;
import io.flinksgd.feature.Field;
import io.flinksgd.feature.Fields;
import io.flinksgd.feature.SeenKinds;
import io.flinksgd.feature.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an example of the fields of one record after another: those that {@link ExampleFields}
 * names have a meaning of their own, all others are features. For one thread.
 */
public final class ExampleRow implements Fields {
  private final FeatureRow features;
  private final Map<String, NamedField> named = new LinkedHashMap<>();
  private final NamedField[] all;
  private final LabelField label;
  private final WeightField weight;
  private final TimeField time;
  private final KeyField key;

  /** An object in which there may be a field with a meaning of its own. */
  private static final class Around extends Field {
    private final Field feature;

    Around(String name, Field feature) {
      super(name, false);
      this.feature = feature;
    }
  }

  /** Features are made by {@code features}. */
  public ExampleRow(ExampleFields fields, FeatureRow features) {
    this.features = features;
    this.label = named(new LabelField(fields.label(), fields.notation().labels()));
    this.weight = named(new WeightField(fields.weight()));
    this.time = named(new TimeField(fields.time(), fields.notation().times()));
    this.key = named(new KeyField(fields.key()));
    this.all = named.values().toArray(NamedField[]::new);
  }

  private <F extends NamedField> F named(F field) {
    if (!field.name().isEmpty() && named.put(field.name(), field) != null) {
      throw new IllegalArgumentException("field must have one meaning: field=" + field.name());
    }
    return field;
  }

  @Override
  public void begin() {
    features.begin();
    for (NamedField field : all) {
      field.begin();
    }
  }

  @Override
  public Field field(String name) {
    return special(name, features.field(name));
  }

  private Field special(String name, Field feature) {
    NamedField meaning = named.get(name);
    if (meaning != null) {
      return meaning;
    }
    String prefix = name + ".";
    boolean around = named.keySet().stream().anyMatch(other -> other.startsWith(prefix));
    return around ? new Around(name, feature) : feature;
  }

  @Override
  public Field member(Field object, String name) throws Refusal {
    if (object instanceof Around around) {
      Field feature = around.feature;
      return special(
          object.name() + "." + name, feature.ignored() ? feature : features.member(feature, name));
    }
    return features.member(object, name);
  }

  @Override
  public void absent(Field field) throws Refusal {
    if (field == label) {
      label.absent();
    } else if (!(field instanceof NamedField)) {
      features.absent(feature(field));
    }
  }

  /** The feature of a field that has no meaning of its own. */
  private static Field feature(Field field) {
    return field instanceof Around around ? around.feature : field;
  }

  @Override
  public void text(Field field, byte[] utf8, int from, int length) throws Refusal {
    if (field instanceof NamedField to) {
      to.see();
      to.text(Values.text(utf8, from, length));
    } else {
      features.text(feature(field), utf8, from, length);
    }
  }

  @Override
  public void text(Field field, char[] chars, int from, int length) throws Refusal {
    if (field instanceof NamedField to) {
      to.see();
      to.text(new String(chars, from, length));
    } else {
      features.text(feature(field), chars, from, length);
    }
  }

  @Override
  public void truth(Field field, boolean x) throws Refusal {
    if (field instanceof NamedField to) {
      to.see();
      to.truth(x);
    } else {
      features.truth(feature(field), x);
    }
  }

  @Override
  public void number(Field field, double x) throws Refusal {
    if (field instanceof NamedField to) {
      to.see();
      to.number(x);
    } else {
      features.number(feature(field), x);
    }
  }

  @Override
  public void whole(Field field, long x) throws Refusal {
    if (field instanceof NamedField to) {
      to.see();
      to.whole(x);
    } else {
      features.whole(feature(field), x);
    }
  }

  @Override
  public void whole(Field field, double nearest, byte[] digits, int from, int length)
      throws Refusal {
    if (field instanceof NamedField to) {
      to.see();
      to.whole(nearest, digits, from, length);
    } else {
      features.whole(feature(field), nearest, digits, from, length);
    }
  }

  @Override
  public void beginObject(Field field) throws Refusal {
    refuseNamed(field, "{...}");
    Field feature = feature(field);
    if (!feature.ignored()) {
      features.beginObject(feature);
    }
  }

  @Override
  public Field beginArray(Field field) throws Refusal {
    refuseNamed(field, "[...]");
    return features.beginArray(feature(field));
  }

  private static void refuseNamed(Field field, String value) throws Refusal {
    if (field instanceof NamedField) {
      throw Values.not("one value", field, value);
    }
  }

  @Override
  public void times(Field element, int count) throws Refusal {
    features.times(element, count);
  }

  @Override
  public void endArray(Field element) throws Refusal {
    features.endArray(element);
  }

  /** What it has seen of the fields of examples, if it gathers that. */
  public Optional<SeenKinds> seen() {
    return features.seen();
  }

  /**
   * The example of the record whose fields were passed.
   *
   * @param otherKey its key if no field has one
   * @param otherTime its time if no field has one
   */
  public Example finish(String otherKey, long otherTime, Origin origin) throws Refusal {
    if (!label.seen()) {
      throw label.missing();
    }
    return new Example(
        label.label(),
        weight.weight(),
        features.finish(),
        time.seen() ? time.time() : otherTime,
        key.seen() ? key.key() : otherKey,
        origin);
  }
}
