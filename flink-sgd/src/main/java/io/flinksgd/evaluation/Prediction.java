package io.flinksgd.evaluation;

import io.flinksgd.model.Origin;

/**
 * What the model said of an example before it learned from it.
 *
 * @param key the example's key
 * @param score the prediction: a probability for classification
 * @param label the truth
 * @param weight the example's importance
 * @param eventTime the example's event time, milliseconds
 * @param origin where the example came from
 */
public record Prediction(
    String key, float score, float label, float weight, long eventTime, Origin origin) {}
