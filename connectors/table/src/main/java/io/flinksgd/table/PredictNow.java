// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.kafka.scoring.LiveModel;
import io.flinksgd.reader.PublishedModel;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.PredictFunction;

/** Scores each row in the task's thread; it is the thread that waits for a first version. */
public final class PredictNow extends PredictFunction {
  private static final long serialVersionUID = 1L;

  private final ModelSource source;
  private final Scorer scorer;
  private transient LiveModel live;

  PredictNow(ModelSource source, Scorer scorer) {
    this.source = source;
    this.scorer = scorer;
  }

  @Override
  public void open(FunctionContext context) throws Exception {
    live = source.open();
    Prediction.register(context, live, scorer);
  }

  @Override
  public Collection<RowData> predict(RowData row) {
    Optional<PublishedModel> model = live.current();
    if (model.isPresent()) {
      return List.of(scorer.score(model.get(), row));
    }
    return switch (source.start().firstVersion()) {
      case NULL -> List.of(scorer.nothing());
      case FAIL -> throw source.missing();
      case WAIT -> List.of(scorer.score(first(), row));
    };
  }

  private PublishedModel first() {
    try {
      return live.awaitFirst(source.start().timeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the first version", e);
    } catch (TimeoutException e) {
      throw source.late(e);
    }
  }

  @Override
  public void close() {
    if (live != null) {
      live.close();
    }
  }
}
