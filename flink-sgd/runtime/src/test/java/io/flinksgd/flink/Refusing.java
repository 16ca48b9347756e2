// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import io.flinksgd.example.Example;
import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.flink.wire.WireType;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Refuses each {@code every}-th example as a parser would, for one reason or another. */
final class Refusing extends ProcessFunction<Example, Example> {
  private static final long serialVersionUID = 1L;

  static final OutputTag<Rejected> REFUSED = new OutputTag<>("refused", WireType.REJECTED);

  private final long every;

  Refusing(long every) {
    this.every = every;
  }

  /** Whether the example of this number is refused. */
  static boolean refuses(long number, long every) {
    return every > 0 && number % every == 0;
  }

  static Reason reason(long number) {
    return number % 3 == 0 ? Reason.MISSING_LABEL : Reason.UNPARSABLE;
  }

  @Override
  public void processElement(Example example, Context context, Collector<Example> out) {
    long number = example.origin().offset();
    if (refuses(number, every)) {
      context.output(
          REFUSED, Rejected.of(reason(number), "refused", example.origin(), new byte[0]));
    } else {
      out.collect(example);
    }
  }
}
