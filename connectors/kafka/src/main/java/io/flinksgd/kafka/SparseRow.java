package io.flinksgd.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flinksgd.model.Features;
import io.flinksgd.model.Refusal;
import io.flinksgd.model.Rejected.Reason;
import java.io.IOException;
import java.util.Arrays;

/** An object of numbers by coordinate; other fields are skipped. */
final class SparseRow implements FeatureRow {
  private final int dimension;
  private int[] indices = new int[16];
  private float[] values = new float[16];
  private int count;

  SparseRow(int dimension) {
    this.dimension = dimension;
  }

  @Override
  public void begin() {
    count = 0;
  }

  @Override
  public void field(String name, JsonParser json) throws IOException {
    json.skipChildren();
  }

  @Override
  public void dense(String name, JsonParser json) throws IOException {
    json.skipChildren();
  }

  @Override
  public void sparse(String name, JsonParser json) throws IOException, Refusal {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new Refusal(
          Reason.UNPARSABLE, name + " must be an object of numbers: token=" + json.currentToken());
    }
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      json.nextToken();
      if (count == indices.length) {
        indices = Arrays.copyOf(indices, 2 * count);
        values = Arrays.copyOf(values, 2 * count);
      }
      indices[count] = coordinate(key);
      values[count] = JsonNumbers.finite(name, json);
      count++;
    }
  }

  private int coordinate(String key) throws Refusal {
    try {
      int coordinate = Integer.parseInt(key);
      if (coordinate >= 0 && coordinate < dimension) {
        return coordinate;
      }
    } catch (NumberFormatException e) {
      throw new Refusal(Reason.UNPARSABLE, "coordinate must be a whole number: coordinate=" + key);
    }
    throw new Refusal(
        Reason.WRONG_DIMENSION, "coordinate must be in [0, " + dimension + "): coordinate=" + key);
  }

  @Override
  public Features finish() {
    return new Features.Sparse(Arrays.copyOf(indices, count), Arrays.copyOf(values, count));
  }
}
