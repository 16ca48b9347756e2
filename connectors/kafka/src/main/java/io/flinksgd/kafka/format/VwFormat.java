// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.format;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.Field;
import io.flinksgd.feature.Fields;
import io.flinksgd.json.Lines;
import io.flinksgd.kafka.format.VwLine.Namespace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records that are lines of Vowpal Wabbit's text format, as {@link ExampleFormat.Vw} says. */
final class VwFormat implements RecordFormat {
  /** No field of a line can have these names: they have spaces in them. */
  private static final String LABEL = "the label";

  private static final String IMPORTANCE = "the importance";
  private static final String TAG = "the tag";

  private static final String LINE = "a line of Vowpal Wabbit's text format";

  /** Most fields that are remembered. */
  private static final int REMEMBERED = 4096;

  private static final int LONGEST_REMEMBERED = 256;

  private final Fields to;
  private final FeatureMapping mapping;
  private final String array;
  private final Map<String, Field> fields = new HashMap<>();
  private final VwLine line = new VwLine();
  private final NumberText number = new NumberText();

  /** How a namespace of a line becomes a field. */
  private enum Shape {
    NOTHING,
    CATEGORY,
    NUMBERS,
    OBJECT
  }

  /** Passes the fields of all records to {@code to}, which has the names of {@link #names}. */
  VwFormat(Fields to, ExampleFields names, FeatureMapping mapping) {
    this.to = to;
    this.mapping = mapping;
    this.array = names.features().dense();
  }

  /** The names of the parts of a line that are no features. */
  static ExampleFields names(ExampleFields names) {
    return names.withLabel(LABEL).withWeight(IMPORTANCE).withKey(TAG).withTime("");
  }

  @Override
  public boolean read(byte[] record) throws Refusal {
    line.read(Lines.line(record, LINE));
    to.begin();
    readHead();
    for (Namespace namespace : line.namespaces()) {
      tell(namespace);
    }
    return true;
  }

  private void readHead() throws Refusal {
    List<String> numbers = line.numbers();
    if (numbers.isEmpty()) {
      throw new Refusal(
          Reason.MISSING_LABEL,
          "record must begin with a label"
              + (line.tag().isEmpty() ? "" : ": what touches the '|' is a tag: tag=" + line.tag()));
    }
    tell(field(LABEL), numbers.get(0));
    if (numbers.size() > 1) {
      tell(field(IMPORTANCE), numbers.get(1));
    }
    if (numbers.size() > 2) {
      String initial = numbers.get(2);
      number.read(initial, 0, initial.length());
      if (number.value() != 0) {
        throw new Refusal(
            Reason.UNPARSABLE, "initial prediction must be 0: initial prediction=" + initial);
      }
    }
    if (!line.tag().isEmpty()) {
      to.text(field(TAG), line.tag());
    }
  }

  private void tell(Field field, String word) throws Refusal {
    number.read(word, 0, word.length());
    number.tell(field, to);
  }

  private Field field(String name) {
    Field field = fields.get(name);
    if (field == null) {
      field = to.field(name);
      if (fields.size() < REMEMBERED && name.length() <= LONGEST_REMEMBERED) {
        fields.put(name, field);
      }
    }
    return field;
  }

  private void tell(Namespace namespace) throws Refusal {
    if (mapping instanceof FeatureMapping.Dense) {
      Field numbers = field(namespace.name().isEmpty() ? array : namespace.name());
      if (!numbers.ignored()) {
        tellArray(numbers, namespace);
      }
    } else if (mapping instanceof FeatureMapping.Sparse || !namespace.name().isEmpty()) {
      Field field = field(namespace.name());
      if (!field.ignored()) {
        tell(field, namespace);
      }
    } else {
      tellFields(namespace);
    }
  }

  private void tell(Field field, Namespace namespace) throws Refusal {
    switch (shape(namespace)) {
      case NOTHING -> to.absent(field);
      case CATEGORY -> tellCategory(field, namespace);
      case NUMBERS -> tellNumbers(field, namespace);
      case OBJECT -> tellObject(field, namespace);
    }
  }

  private Shape shape(Namespace namespace) throws Refusal {
    boolean object = mapping.isMap(namespace.name());
    boolean named = object;
    boolean unnamed = false;
    boolean any = false;
    for (Namespace part = namespace; part != null; part = part.more()) {
      object |= part.hasScale() && line.scale(part, number) != 1;
      for (int feature = part.first(); feature < part.end(); feature++) {
        any = true;
        if (line.isNamed(feature)) {
          named = true;
          object |= line.hasValue(feature);
        } else {
          unnamed = true;
        }
        if (named && unnamed) {
          throw line.refusal("a namespace with names or without", line.begin(feature));
        }
      }
    }
    if (!any) {
      return Shape.NOTHING;
    }
    return unnamed ? Shape.NUMBERS : object ? Shape.OBJECT : Shape.CATEGORY;
  }

  private void tellCategory(Field field, Namespace namespace) throws Refusal {
    boolean one = namespace.end() - namespace.first() == 1 && namespace.more() == null;
    if (one) {
      to.text(field, line.name(namespace.first()));
      return;
    }
    Field element = to.beginArray(field);
    for (Namespace part = namespace; part != null; part = part.more()) {
      for (int feature = part.first(); feature < part.end(); feature++) {
        to.text(element, line.name(feature));
      }
    }
    to.endArray(element);
  }

  private void tellNumbers(Field field, Namespace namespace) throws Refusal {
    boolean one = namespace.end() - namespace.first() == 1 && namespace.more() == null;
    if (one) {
      tellValue(field, namespace.first(), line.scale(namespace, number));
    } else {
      tellArray(field, namespace);
    }
  }

  private void tellArray(Field field, Namespace namespace) throws Refusal {
    Field element = to.beginArray(field);
    for (Namespace part = namespace; part != null; part = part.more()) {
      double scale = line.scale(part, number);
      for (int feature = part.first(); feature < part.end(); feature++) {
        if (line.isNamed(feature)) {
          throw line.refusal("a value without a name", line.begin(feature));
        }
        tellValue(element, feature, scale);
      }
    }
    to.endArray(element);
  }

  private void tellObject(Field field, Namespace namespace) throws Refusal {
    to.beginObject(field);
    for (Namespace part = namespace; part != null; part = part.more()) {
      double scale = line.scale(part, number);
      for (int feature = part.first(); feature < part.end(); feature++) {
        tellValue(to.member(field, line.name(feature)), feature, scale);
      }
    }
  }

  private void tellFields(Namespace namespace) throws Refusal {
    for (Namespace part = namespace; part != null; part = part.more()) {
      double scale = line.scale(part, number);
      for (int feature = part.first(); feature < part.end(); feature++) {
        if (!line.isNamed(feature)) {
          throw line.refusal("a namespace around a value without a name", line.begin(feature));
        }
        tellValue(field(line.name(feature)), feature, scale);
      }
    }
  }

  /** The value of a feature: 1 if there is none. */
  private void tellValue(Field field, int feature, double scale) throws Refusal {
    if (field.ignored()) {
      return;
    }
    if (!line.hasValue(feature)) {
      if (scale == 1) {
        to.whole(field, 1);
      } else {
        to.number(field, scale);
      }
      return;
    }
    NumberText.Kind kind = line.value(feature, number);
    boolean scaled = kind == NumberText.Kind.WHOLE || kind == NumberText.Kind.DECIMAL;
    if (scaled && scale != 1) {
      to.number(field, number.value() * scale);
    } else {
      number.tell(field, to);
    }
  }
}
