# SPDX-License-Identifier: Apache-2.0
"""Trains a model on a topic and predicts with it while it learns.

    python clicks.py BOOTSTRAP_SERVERS JAR...

The jars are flink-sgd-sql.jar and flink-sql-connector-kafka.jar. Needs apache-flink 2.2.
"""
import sys
from pathlib import Path

from pyflink.table import EnvironmentSettings, TableEnvironment

kafka, jars = sys.argv[1], sys.argv[2:]
tables = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
tables.get_config().set("pipeline.jars", ";".join(Path(jar).resolve().as_uri() for jar in jars))
tables.get_config().set("execution.checkpointing.interval", "1s")

tables.execute_sql(f"""
  CREATE TABLE clicks (label INT, ad STRING, device STRING) WITH (
    'connector' = 'kafka', 'topic' = 'clicks', 'properties.bootstrap.servers' = '{kafka}',
    'scan.startup.mode' = 'earliest-offset', 'format' = 'json'
  )""")
tables.execute_sql(f"""
  CREATE TABLE clicks_model (label INT, ad STRING, device STRING) WITH (
    'connector' = 'flink-sgd', 'properties.bootstrap.servers' = '{kafka}',
    'model' = 'logistic-regression', 'features' = 'hash:bits=18,crosses=ad*device',
    'optimizer' = 'ftrl:alpha=0.4', 'model.topic' = 'python-model'
  )""")
tables.execute_sql("""
  INSERT INTO clicks_model SELECT label, ad, device FROM clicks""")

tables.execute_sql(f"""
  CREATE MODEL clicks INPUT (ad STRING, device STRING) OUTPUT (score DOUBLE, version BIGINT) WITH (
    'provider' = 'flink-sgd', 'model.topic' = 'python-model', 'properties.bootstrap.servers' = '{kafka}'
  )""")
tables.execute_sql("""
  SELECT ad, device, score, version
  FROM ML_PREDICT(TABLE clicks, MODEL clicks, DESCRIPTOR(ad, device))""").print()
