// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.example;

import io.flinksgd.example.Example;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected;
import io.flinksgd.feature.SeenKinds;
import io.flinksgd.flink.wire.WireType;
import io.flinksgd.kafka.format.RawRecord;
import io.flinksgd.kafka.format.RecordParser;
import io.flinksgd.kafka.metric.KafkaMetrics;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.RuntimeContextInitializationContextAdapters;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Runs a {@link RecordParser} in a task; rejected records go to a side output. */
final class ParseExamples extends ProcessFunction<RawRecord, Example> {
  private static final long serialVersionUID = 1L;
  private static final byte[] NOTHING = {};

  static final OutputTag<Rejected> REJECTED = new OutputTag<>("rejected", WireType.REJECTED);

  private final RecordParser.Factory parsers;
  private transient RecordParser parser;
  private transient SeenKinds seen;
  private transient Counter headers;

  ParseExamples(RecordParser.Factory parsers) {
    this.parsers = parsers;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    parser = parsers.create();
    parser.open(
        RuntimeContextInitializationContextAdapters.deserializationAdapter(getRuntimeContext()));
    seen = parser.seen().orElseGet(SeenKinds::new);
    headers =
        KafkaMetrics.HEADER_RECORDS.counter(
            getRuntimeContext().getMetricGroup().addGroup("training"));
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<Example> out) {
    Example example;
    try {
      example = parser.parse(record);
    } catch (Refusal refusal) {
      context.output(REJECTED, rejected(record, refusal));
      return;
    }
    if (example == null) {
      headers.inc();
    } else {
      if (seen.hasNews()) {
        context.output(ExampleStreams.KINDS, seen.takeNews());
      }
      out.collect(example);
    }
  }

  static Rejected rejected(RawRecord record, Refusal refusal) {
    byte[] raw = record.value() == null ? NOTHING : record.value();
    Origin origin = new Origin(record.topic(), record.partition(), record.offset());
    return Rejected.of(refusal.reason(), refusal.getMessage(), origin, raw, record.key());
  }
}
