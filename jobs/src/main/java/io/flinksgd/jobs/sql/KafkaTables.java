// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.sql;

import io.flinksgd.kafka.client.KafkaTopics;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.ObjectPath;

/** Makes the topics of a session's Kafka tables, which reading needs and SQL cannot make. */
final class KafkaTables {
  private static final Set<String> CONNECTORS = Set.of("kafka", "upsert-kafka");
  private static final int PARTITIONS = 2;

  private final TableEnvironment tables;
  private final String kafka;
  private final Set<String> seen = new HashSet<>();

  KafkaTables(TableEnvironment tables, String kafka) {
    this.tables = tables;
    this.kafka = kafka;
  }

  /** Makes the topics of tables that have been created since the last call. */
  void createMissing() throws Exception {
    String database = tables.getCurrentDatabase();
    Catalog catalog = tables.getCatalog(tables.getCurrentCatalog()).orElseThrow();
    for (String name : catalog.listTables(database)) {
      if (seen.add(database + "." + name)) {
        CatalogBaseTable table = catalog.getTable(new ObjectPath(database, name));
        if (table.getTableKind() == CatalogBaseTable.TableKind.TABLE) {
          create(table.getOptions());
        }
      }
    }
  }

  private void create(Map<String, String> options) {
    String topics = options.get("topic");
    if (topics == null
        || !CONNECTORS.contains(options.get("connector"))
        || !kafka.equals(options.get("properties.bootstrap.servers"))) {
      return;
    }
    try (KafkaTopics made = KafkaTopics.connect(kafka)) {
      Arrays.stream(topics.split(";", -1))
          .forEach(topic -> made.log(topic, PARTITIONS, Duration.ofDays(1)));
    }
  }
}
