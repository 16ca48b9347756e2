// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.evaluation.ProgressiveLoss;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.result.KafkaModel;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.publication.VersionId;
import io.flinksgd.testing.Case;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A model that was trained on JSON, asked with columns of another type. */
@Tag("case")
class MixedColumnsTest {
  private static final TableEnvironment SQL = Sql.session(Map.of("restart-strategy.type", "none"));
  private static final String TOPIC = "mixed-columns";

  @BeforeAll
  static void publish() throws Exception {
    try (KafkaTopics topics = KafkaTopics.connect(Sql.kafka())) {
      topics.model(TOPIC);
    }
    float[] weights = new float[16];
    Arrays.fill(weights, 1f);
    Page page = new Page(1, 1, 1, 0, 0, weights);
    Manifest manifest =
        new Manifest(
            new VersionId(1, Set.of(1L), 1, 1),
            new PageSet(1, page.fingerprint()),
            new ModelShape(17, 16),
            new Learned(0, ProgressiveLoss.UNKNOWN),
            1000,
            new ModelDescription(
                Map.of("model", "logistic-regression:hashed=4", "features", "hash:bits=4"),
                new FieldKinds(Map.of("price", 1), true)));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(Sql.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Publication each : List.of(page, manifest)) {
        producer.send(KafkaModel.record(TOPIC, each)).get();
      }
    }
    SQL.executeSql(
        "CREATE TEMPORARY VIEW requests AS SELECT text, number, CAST(number AS FLOAT) AS half,"
            + " CAST(number AS DECIMAL(3, 1)) AS tenths, whole FROM (VALUES ('0.5', CAST(0.5 AS DOUBLE), 2))"
            + " AS t (text, number, whole)");
  }

  private static String predict(String model, String type, String column, String option)
      throws Exception {
    SQL.executeSql(
        "CREATE TEMPORARY MODEL %s INPUT (price %s) OUTPUT (score DOUBLE) WITH ('provider' = 'flink-sgd', %s 'model.topic' = '%s', 'properties.bootstrap.servers' = '%s')"
            .formatted(model, type, option, TOPIC, Sql.kafka()));
    return Sql.rows(
            SQL,
            "SELECT ROUND(score, 3) FROM ML_PREDICT(TABLE requests, MODEL %s, DESCRIPTOR(%s))"
                .formatted(model, column))
        .toString();
  }

  @Test
  void theyAreScoredOrRefused() throws Exception {
    String refuse = "'on-mixed-fields' = 'refuse',";
    Case.equal(
        "scoring",
        "ML_PREDICT of price STRING, trained on numbers",
        "[+I[0.731]]",
        predict("warned", "STRING", "`text`", ""));
    Case.equal(
        "scoring",
        "the same with 'on-mixed-fields' = 'refuse'",
        "[+I[null]]",
        predict("refused", "STRING", "`text`", refuse));
    Case.equal(
        "scoring",
        "price DOUBLE with 'on-mixed-fields' = 'refuse'",
        "[+I[0.622]]",
        predict("same", "DOUBLE", "number", refuse));
  }

  /** INSERT INTO casts them for training; the planner does not for ML_PREDICT. */
  @Test
  void numbersOfAnotherTypeAreCast() throws Exception {
    Case.equal(
        "scoring",
        "ML_PREDICT, INPUT (price DOUBLE), a column of INT 2",
        "[+I[0.881]]",
        predict("whole_one", "DOUBLE", "whole", ""));
    Case.equal(
        "scoring",
        "ML_PREDICT, INPUT (price DOUBLE), a column of FLOAT 0.5",
        "[+I[0.622]]",
        predict("half_one", "DOUBLE", "half", ""));
    Case.equal(
        "scoring",
        "ML_PREDICT, INPUT (price FLOAT), a column of DECIMAL 0.5",
        "[+I[0.622]]",
        predict("tenths_one", "FLOAT", "tenths", ""));
    Case.equal(
        "scoring",
        "ML_PREDICT, INPUT (price DECIMAL(5, 2)), a column of INT 2",
        "[+I[0.881]]",
        predict("exact_one", "DECIMAL(5, 2)", "whole", ""));
    Case.equal(
        "scoring",
        "ML_PREDICT, INPUT (price BIGINT), a column of INT 2",
        "[+I[0.881]]",
        predict("big_one", "BIGINT", "whole", ""));
  }
}
