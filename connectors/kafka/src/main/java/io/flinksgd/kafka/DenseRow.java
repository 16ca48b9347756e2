package io.flinksgd.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flinksgd.model.Features;
import io.flinksgd.model.Refusal;
import io.flinksgd.model.Rejected.Reason;
import java.io.IOException;

/** An array of a known length; other fields are skipped. */
final class DenseRow implements FeatureRow {
  private final int length;
  private float[] values;

  DenseRow(int length) {
    this.length = length;
  }

  @Override
  public void begin() {
    values = null;
  }

  @Override
  public void field(String name, JsonParser json) throws IOException {
    json.skipChildren();
  }

  @Override
  public void sparse(String name, JsonParser json) throws IOException {
    json.skipChildren();
  }

  @Override
  public void dense(String name, JsonParser json) throws IOException, Refusal {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new Refusal(
          Reason.UNPARSABLE, name + " must be an array of numbers: token=" + json.currentToken());
    }
    values = new float[length];
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      float value = JsonNumbers.finite(name, json);
      if (count < length) {
        values[count] = value;
      }
      count++;
    }
    if (count != length) {
      throw wrong(count);
    }
  }

  @Override
  public Features finish() throws Refusal {
    if (values == null) {
      throw wrong(0);
    }
    return new Features.Dense(values);
  }

  private Refusal wrong(int count) {
    return new Refusal(
        Reason.WRONG_DIMENSION, "dense features must have length " + length + ": length=" + count);
  }
}
