package io.flinksgd.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flinksgd.model.FeatureHasher;
import io.flinksgd.model.Features;
import io.flinksgd.model.HashedFeatures;
import io.flinksgd.model.Refusal;
import io.flinksgd.model.Rejected.Reason;
import java.io.IOException;

/** Fields of any name: texts and truth values are categories, numbers are numbers. */
final class HashedRow implements PlainRow {
  private final HashedFeatures features;
  private final ByPosition<HashedFeatures.Field> fieldOf;

  HashedRow(FeatureHasher hasher) {
    this.features = hasher.row();
    this.fieldOf = new ByPosition<>(features::field);
  }

  @Override
  public void begin() {
    features.clear();
    fieldOf.begin();
  }

  @Override
  public void field(String name, JsonParser json) throws IOException, Refusal {
    HashedFeatures.Field field = fieldOf.next(name);
    if (field.ignored()) {
      json.skipChildren();
      return;
    }
    switch (json.currentToken()) {
      case VALUE_STRING -> text(name, field, json);
      case VALUE_TRUE, VALUE_FALSE -> features.text(field, json.getText());
      case START_ARRAY, START_OBJECT ->
          throw new Refusal(
              Reason.UNPARSABLE,
              name + " must be a text, a number or a truth value: token=" + json.currentToken());
      default -> number(name, field, json);
    }
  }

  @Override
  public boolean field(String name, PlainJson value) {
    HashedFeatures.Field field = fieldOf.next(name);
    if (field.ignored()) {
      return true;
    }
    if (value.mayBeNonFinite()) {
      return false;
    }
    // a whole number that is plain is written as the category is
    boolean category = field.categorical() && value.kind() == PlainJson.Kind.WHOLE;
    if (value.isNumber() && !category) {
      features.number(field, value.number());
    } else {
      features.text(field, value.bytes(), value.from(), value.to() - value.from());
    }
    return true;
  }

  /** Checked as the float it becomes, passed as the double whose text names a category. */
  private void number(String name, HashedFeatures.Field field, JsonParser json)
      throws IOException, Refusal {
    double value = JsonNumbers.finiteDouble(name, json);
    if (!Float.isFinite((float) value)) {
      throw JsonNumbers.notFinite(name, json);
    }
    features.number(field, value);
  }

  private void text(String name, HashedFeatures.Field field, JsonParser json)
      throws IOException, Refusal {
    char[] chars = json.getTextCharacters();
    int from = json.getTextOffset();
    int length = json.getTextLength();
    if (JsonNumbers.isNonFinite(chars, from, length)) {
      throw JsonNumbers.notFinite(name, json); // A number was meant, and not a category.
    }
    features.text(field, chars, from, length);
  }

  @Override
  public void dense(String name, JsonParser json) throws IOException, Refusal {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new Refusal(
          Reason.UNPARSABLE, name + " must be an array of numbers: token=" + json.currentToken());
    }
    HashedFeatures.Field field = features.field(name);
    for (int j = 0; json.nextToken() != JsonToken.END_ARRAY; j++) {
      features.element(field, j, JsonNumbers.finite(name, json));
    }
  }

  @Override
  public void sparse(String name, JsonParser json) throws IOException, Refusal {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new Refusal(
          Reason.UNPARSABLE, name + " must be an object of numbers: token=" + json.currentToken());
    }
    HashedFeatures.Field field = features.field(name);
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      json.nextToken();
      features.entry(field, key, JsonNumbers.finite(name, json));
    }
  }

  @Override
  public Features finish() {
    return features.finish();
  }
}
