// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.publication.VersionId;
import io.flinksgd.testing.Case;
import java.util.Map;
import java.util.Set;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ML_PREDICT does when training begins anew with other columns. */
@SuppressWarnings("try") // close() may be interrupted
@Tag("case")
class IncompatibleModelTest {
  private static int run;

  /** It would come back for ever. */
  private final TableEnvironment sql =
      Sql.session(
          Map.of(
              "restart-strategy.type", "fixed-delay",
              "restart-strategy.fixed-delay.attempts", "1000000",
              "restart-strategy.fixed-delay.delay", "50ms",
              "parallelism.default", "1"));

  private final AdsModel ads = new AdsModel(sql, "incompatible" + run++ + "-model");

  private void publish(long lineage, String columns) throws Exception {
    Page page = new Page(lineage, lineage, 1, 0, 0, new float[16]);
    Manifest manifest =
        new Manifest(
            new VersionId(lineage, Set.of(lineage), 1, 10 * lineage),
            new PageSet(1, page.fingerprint()),
            new ModelShape(17, 16),
            new Learned(9),
            System.currentTimeMillis(),
            new ModelDescription(
                Map.of(
                    "model",
                    "logistic-regression:hashed=4",
                    "features",
                    "hash:bits=4",
                    "columns",
                    columns)));
    ads.publish(page, manifest);
  }

  private CloseableIterator<Row> predictions(boolean async, String onIncompatible) {
    return ads.predictions("'on-incompatible' = '%s'".formatted(onIncompatible), 100, async);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theVersionBeforeStaysInUseUntilOneComesThatFits(boolean async) throws Exception {
    publish(1, "ad STRING");
    try (CloseableIterator<Row> predictions = predictions(async, "keep")) {
      assertThat(predictions.next()).isEqualTo(Row.of(0.5, 10L));
      publish(2, "banner STRING");
      Row next = predictions.next();
      for (int i = 0; i < 100 && next.getField("version").equals(10L); i++) {
        next = predictions.next(); // a second's
      }
      Case.equal(
          "kafka",
          "ML_PREDICT, then a new lineage with other columns, on-incompatible keep, async " + async,
          Row.of(0.5, 10L),
          next);
      publish(3, "ad STRING");
      while (next.getField("version").equals(10L)) {
        next = predictions.next();
      }
      assertThat(next).isEqualTo(Row.of(0.5, 30L));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theQueryFailsForGood(boolean async) throws Exception {
    publish(1, "ad STRING");
    try (CloseableIterator<Row> predictions = predictions(async, "fail")) {
      assertThat(predictions.next()).isEqualTo(Row.of(0.5, 10L));
      publish(2, "banner STRING");
      Throwable failure = null;
      while (failure == null) {
        failure = catchThrowable(predictions::next);
      }
      String said = ExceptionUtils.stringifyException(failure);
      Case.holds(
          "kafka",
          "ML_PREDICT, then a new lineage with other columns, on-incompatible fail, async " + async,
          "the query fails and does not restart",
          said.lines().filter(line -> line.contains("INPUT must")).findFirst().orElse(said),
          said.contains(
              "INPUT must have the columns that the model was trained on: INPUT=(ad STRING),"
                  + " trained=(banner STRING)"));
    }
  }
}
