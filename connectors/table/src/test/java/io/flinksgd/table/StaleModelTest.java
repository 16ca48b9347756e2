// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.publication.VersionId;
import io.flinksgd.testing.Case;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ML_PREDICT does with a model that is older than it may be. */
@SuppressWarnings("try") // close() may be interrupted
@Tag("case")
class StaleModelTest {
  private static int run;

  private final TableEnvironment sql = Sql.session(Map.of("restart-strategy.type", "none"));
  private final String topic = "stale" + run++ + "-model";
  private final AdsModel ads = new AdsModel(sql, topic);

  /** Publishes a version that was made so long ago. */
  private void publish(long version, Duration ago) throws Exception {
    Page page = new Page(1, 1, version, 0, 0, new float[16]);
    Manifest manifest =
        new Manifest(
            new VersionId(1, Set.of(1L), version, version),
            new PageSet(1, page.fingerprint()),
            new ModelShape(17, 16),
            new Learned(9),
            System.currentTimeMillis() - ago.toMillis(),
            new ModelDescription(
                Map.of("model", "logistic-regression:hashed=4", "features", "hash:bits=4")));
    ads.publish(page, manifest);
  }

  private CloseableIterator<Row> predictions(boolean async, String maxAge, String onStale) {
    return ads.predictions(
        "'max-age' = '%s', 'on-stale' = '%s'".formatted(maxAge, onStale), 20, async);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsHaveNoScoreUntilAYoungVersionComes(boolean async) throws Exception {
    publish(1, Duration.ofHours(2));
    try (CloseableIterator<Row> predictions = predictions(async, "1h", "null")) {
      Row first = predictions.next();
      Case.equal(
          "readers",
          "ML_PREDICT, max-age 1h, on-stale null, a version of two hours ago, async " + async,
          Row.of(null, 1L),
          first);
      publish(2, Duration.ZERO);
      Row next = predictions.next();
      while (next.getField("version").equals(1L)) {
        assertThat(next.getField("score")).isNull();
        next = predictions.next();
      }
      assertThat(next).isEqualTo(Row.of(0.5, 2L));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void queryFailsAndSaysHowOldTheModelIs(boolean async) throws Exception {
    publish(1, Duration.ofHours(2));
    try (CloseableIterator<Row> predictions = predictions(async, "1h", "fail")) {
      assertThatThrownBy(predictions::next)
          .hasStackTraceContaining("model must not be older than max-age=PT1H: age=PT2H")
          .hasStackTraceContaining("version=1, topic=" + topic);
    }
    Case.holds(
        "readers",
        "ML_PREDICT, max-age 1h, a version of two hours ago, async " + async,
        "the query fails",
        "it fails",
        true);
  }

  @Test
  void agesThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> predictions(false, "0s", "fail"))
        .hasStackTraceContaining("max-age must be >= 1 ms: max-age=PT0S");
    assertThatThrownBy(() -> predictions(false, "1h", "ignore"))
        .hasStackTraceContaining("on-stale");
  }
}
