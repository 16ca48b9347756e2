// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.result.KafkaModel;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A model of ads that tests publish, and a query that predicts by it without end. */
final class AdsModel {
  private final TableEnvironment sql;
  private final String topic;

  AdsModel(TableEnvironment sql, String topic) {
    this.sql = sql;
    this.topic = topic;
  }

  /** Publishes a version of one page. */
  void publish(Page page, Manifest manifest) throws Exception {
    try (KafkaTopics topics = KafkaTopics.connect(Sql.kafka());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Sql.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      topics.model(topic);
      producer.send(KafkaModel.record(topic, page)).get();
      producer.send(KafkaModel.record(topic, manifest)).get();
    }
  }

  /**
   * Scores and versions.
   *
   * @param options of the model, in SQL
   */
  CloseableIterator<Row> predictions(String options, int perSecond, boolean async) {
    sql.executeSql("DROP TEMPORARY MODEL IF EXISTS ads");
    sql.executeSql("DROP TEMPORARY TABLE IF EXISTS requests");
    sql.executeSql(
        "CREATE TEMPORARY MODEL ads INPUT (ad STRING) OUTPUT (score DOUBLE, version BIGINT) WITH ('provider' = 'flink-sgd', 'model.topic' = '%s', %s, 'properties.bootstrap.servers' = '%s')"
            .formatted(topic, options, Sql.kafka()));
    sql.executeSql(
        "CREATE TEMPORARY TABLE requests (ad STRING) WITH ('connector' = 'datagen', 'rows-per-second' = '%d', 'fields.ad.length' = '2')"
            .formatted(perSecond));
    return sql.executeSql(
            "SELECT score, version FROM ML_PREDICT(TABLE requests, MODEL ads, DESCRIPTOR(ad), MAP['async', '%s'])"
                .formatted(async))
        .collect();
  }
}
