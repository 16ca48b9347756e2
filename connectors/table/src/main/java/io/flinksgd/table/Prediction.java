// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.kafka.scoring.LiveModel;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.ml.AsyncPredictRuntimeProvider;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.ml.PredictRuntimeProvider;

/** Makes the functions behind {@code ML_PREDICT}. */
final class Prediction implements PredictRuntimeProvider, AsyncPredictRuntimeProvider {
  private final ModelSource source;
  private final Scorer scorer;

  Prediction(ModelSource source, Scorer scorer) {
    this.source = source;
    this.scorer = scorer;
  }

  @Override
  public PredictFunction createPredictFunction(ModelProvider.Context context) {
    return new PredictNow(source, scorer);
  }

  @Override
  public AsyncPredictFunction createAsyncPredictFunction(ModelProvider.Context context) {
    return new PredictLater(source, scorer);
  }

  @Override
  public ModelProvider copy() {
    return new Prediction(source, scorer);
  }

  /** Reports which version is in use and how many rows got no score. */
  static void register(FunctionContext context, LiveModel live, Scorer scorer) {
    MetricGroup group = context.getMetricGroup().addGroup("prediction");
    live.report(group);
    scorer.open(live, group);
  }
}
