// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import io.flinksgd.kafka.source.ScreenedSource;
import java.io.Serializable;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;

/** A table whose rows are made of what training writes to a topic. */
final class ReportTable<T> implements ScanTableSource {
  private final String name;
  private final RowType type;
  private final ScreenedSource<T> source;
  private final boolean bounded;
  private final Rows<T> rows;

  /** Makes a row of a report. */
  @FunctionalInterface
  interface Rows<T> extends Serializable {
    RowData of(T report);
  }

  ReportTable(String name, RowType type, ScreenedSource<T> source, boolean bounded, Rows<T> rows) {
    this.name = name;
    this.type = type;
    this.source = source;
    this.bounded = bounded;
    this.rows = rows;
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return ChangelogMode.insertOnly();
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    return new DataStreamScanProvider() {
      @Override
      public DataStream<RowData> produceDataStream(
          ProviderContext provider, StreamExecutionEnvironment env) {
        return scan(provider, env);
      }

      @Override
      public boolean isBounded() {
        return bounded;
      }
    };
  }

  private DataStream<RowData> scan(ProviderContext provider, StreamExecutionEnvironment env) {
    var reports = env.fromSource(source, WatermarkStrategy.noWatermarks(), name);
    provider.generateUid("reports").ifPresent(reports::uid);
    var read = reports.map(rows::of).returns(InternalTypeInfo.of(type)).name("rows of " + name);
    provider.generateUid("rows").ifPresent(read::uid);
    return read;
  }

  @Override
  public DynamicTableSource copy() {
    return new ReportTable<>(name, type, source, bounded, rows);
  }

  @Override
  public String asSummaryString() {
    return name;
  }
}
