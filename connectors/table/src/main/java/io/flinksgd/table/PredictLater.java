// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.kafka.scoring.LiveModel;
import io.flinksgd.reader.PublishedModel;
import io.flinksgd.table.TableOptions.FirstVersion;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.functions.FunctionContext;

/**
 * Scores each row in the task's thread when there is a model; rows that wait for the first version
 * hold no thread.
 */
public final class PredictLater extends AsyncPredictFunction {
  private static final long serialVersionUID = 1L;

  private final ModelSource source;
  private final Scorer scorer;
  private transient LiveModel live;
  private transient CompletableFuture<PublishedModel> first;

  PredictLater(ModelSource source, Scorer scorer) {
    this.source = source;
    this.scorer = scorer;
  }

  @Override
  public void open(FunctionContext context) throws Exception {
    live = source.open();
    Prediction.register(context, live, scorer);
    if (source.start().firstVersion() == FirstVersion.WAIT) {
      first =
          live.first(source.start().timeout())
              .exceptionallyCompose(e -> CompletableFuture.failedFuture(source.late(e)));
    }
  }

  @Override
  public CompletableFuture<Collection<RowData>> asyncPredict(RowData row) {
    Optional<PublishedModel> model = live.current();
    if (model.isPresent()) {
      return CompletableFuture.completedFuture(List.of(scorer.score(model.get(), row)));
    }
    return switch (source.start().firstVersion()) {
      case NULL -> CompletableFuture.completedFuture(List.of(scorer.nothing()));
      case FAIL -> CompletableFuture.failedFuture(source.missing());
      case WAIT -> first.thenApply(version -> List.of(scorer.score(version, row)));
    };
  }

  @Override
  public void close() {
    if (live != null) {
      live.close();
    }
  }
}
