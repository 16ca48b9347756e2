// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.example;

import io.flinksgd.example.Example;
import io.flinksgd.example.Origin;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected;
import io.flinksgd.feature.ExampleFields;
import io.flinksgd.feature.SeenKinds;
import io.flinksgd.kafka.format.ExampleRow;
import io.flinksgd.kafka.format.FeatureMapping;
import io.flinksgd.kafka.format.RawFields;
import io.flinksgd.kafka.format.ValueFields;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Makes examples of the values of a stream; rejected values go to a side output. */
final class ReadValues<T> extends ProcessFunction<T, Example> {
  private static final long serialVersionUID = 1L;

  private final RawFields<T> raw;
  private final ExampleFields names;
  private final FeatureMapping mapping;
  private transient ExampleRow row;
  private transient SeenKinds seen;
  private transient ValueFields<T> fields;

  ReadValues(RawFields<T> raw, ExampleFields names, FeatureMapping mapping) {
    this.raw = raw;
    this.names = names;
    this.mapping = mapping;
  }

  @Override
  public void open(OpenContext context) {
    row = new ExampleRow(names, mapping.columns());
    seen = row.seen().orElseGet(SeenKinds::new);
    fields = new ValueFields<>(raw, names.time(), row);
  }

  @Override
  public void processElement(T value, Context context, Collector<Example> out) {
    Example example;
    try {
      fields.tell(value);
      Long time = context.timestamp();
      example = row.finish("", time == null ? Example.NO_TIME : time, Origin.UNKNOWN);
    } catch (Refusal refusal) {
      byte[] raw = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
      context.output(
          ParseExamples.REJECTED,
          Rejected.of(refusal.reason(), refusal.getMessage(), Origin.UNKNOWN, raw));
      return;
    }
    if (seen.hasNews()) {
      context.output(ExampleStreams.KINDS, seen.takeNews());
    }
    out.collect(example);
  }
}
