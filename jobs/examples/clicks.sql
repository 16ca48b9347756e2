-- SPDX-License-Identifier: Apache-2.0
-- Impressions and clicks come over Kafka; a model learns from them who clicks, and scores what is shown.
SET 'execution.checkpointing.interval' = '1s';

CREATE TABLE impressions (
  id BIGINT, ad STRING, device STRING, price DOUBLE, shown_at TIMESTAMP_LTZ(3),
  WATERMARK FOR shown_at AS shown_at
) WITH (
  'connector' = 'kafka', 'topic' = 'impressions', 'properties.bootstrap.servers' = 'localhost:9092',
  'scan.startup.mode' = 'earliest-offset', 'scan.watermark.idle-timeout' = '1s', 'format' = 'json'
);

CREATE TABLE clicks (
  id BIGINT, clicked_at TIMESTAMP_LTZ(3),
  WATERMARK FOR clicked_at AS clicked_at
) WITH (
  'connector' = 'kafka', 'topic' = 'clicks', 'properties.bootstrap.servers' = 'localhost:9092',
  'scan.startup.mode' = 'earliest-offset', 'scan.watermark.idle-timeout' = '1s', 'format' = 'json'
);

-- What stands for your site: phones click ad a1, and nobody clicks what is dear.
CREATE TABLE visitors (id BIGINT, n INT, luck INT) WITH (
  'connector' = 'datagen', 'rows-per-second' = '500',
  'fields.id.kind' = 'sequence', 'fields.id.start' = '1', 'fields.id.end' = '200000',
  'fields.n.min' = '0', 'fields.n.max' = '59', 'fields.luck.min' = '0', 'fields.luck.max' = '99'
);
CREATE VIEW visits AS SELECT
  id, luck, CONCAT('a', CAST(MOD(n, 5) AS STRING)) AS ad,
  CASE WHEN MOD(n, 3) = 0 THEN 'phone' ELSE 'desktop' END AS device, n / 20 * 0.5 AS price
FROM visitors;
EXECUTE STATEMENT SET BEGIN
  INSERT INTO impressions SELECT id, ad, device, CAST(price AS DOUBLE), CURRENT_TIMESTAMP FROM visits;
  INSERT INTO clicks SELECT id, CURRENT_TIMESTAMP FROM visits
    WHERE luck < CASE WHEN ad = 'a1' AND device = 'phone' THEN 80 ELSE 20 END - 15 * price;
END;

-- Train: an impression that is clicked within two seconds is an example of a click, any other of none.
CREATE TABLE clicks_model (label INT, id BIGINT, ad STRING, device STRING, price DOUBLE) WITH (
  'connector' = 'flink-sgd', 'properties.bootstrap.servers' = 'localhost:9092',
  'model' = 'logistic-regression', 'features' = 'hash:bits=18', 'features.crosses' = 'ad*device',
  'optimizer' = 'ftrl', 'optimizer.alpha' = '0.4',
  'consistency' = 'elastic-bound', 'consistency.gap' = '1.0',
  'batch' = '64', 'key.column' = 'id', 'model.topic' = 'clicks-model',
  'metrics.topic' = 'clicks-metrics', 'rejected.topic' = 'clicks-rejected'
);
INSERT INTO clicks_model
  SELECT CASE WHEN c.id IS NULL THEN 0 ELSE 1 END, i.id, i.ad, i.device, i.price
  FROM impressions i LEFT JOIN clicks c
    ON c.id = i.id AND c.clicked_at BETWEEN i.shown_at - INTERVAL '1' SECOND AND i.shown_at + INTERVAL '2' SECOND;

-- Predict, with the model as it learns.
CREATE MODEL clicks INPUT (ad STRING, device STRING, price DOUBLE) OUTPUT (score DOUBLE, version BIGINT) WITH (
  'provider' = 'flink-sgd', 'model.topic' = 'clicks-model', 'properties.bootstrap.servers' = 'localhost:9092'
);
SELECT id, ad, device, price, ROUND(score, 3) AS score, version
  FROM ML_PREDICT(TABLE impressions, MODEL clicks, DESCRIPTOR(ad, device, price));

-- Watch it learn.
CREATE TABLE clicks_progress (`at` TIMESTAMP_LTZ(3), examples BIGINT, log_loss DOUBLE, base_log_loss DOUBLE, window_auc DOUBLE) WITH (
  'connector' = 'flink-sgd-metrics', 'metrics.topic' = 'clicks-metrics', 'properties.bootstrap.servers' = 'localhost:9092'
);
SELECT * FROM clicks_progress;
CREATE TABLE clicks_versions (version BIGINT, examples BIGINT, published_at TIMESTAMP_LTZ(3)) WITH (
  'connector' = 'flink-sgd-versions', 'model.topic' = 'clicks-model', 'properties.bootstrap.servers' = 'localhost:9092'
);
SELECT * FROM clicks_versions;
