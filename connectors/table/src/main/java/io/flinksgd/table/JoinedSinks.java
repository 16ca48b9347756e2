// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.transformations.PhysicalTransformation;
import org.apache.flink.streaming.api.transformations.SideOutputTransformation;
import org.apache.flink.streaming.api.transformations.UnionTransformation;
import org.apache.flink.util.OutputTag;

/**
 * Several sinks as one. The planner keeps what leads to the sink that it is given and forgets all
 * others, so it is given the union of all: which is nothing in the job but what leads to it.
 */
final class JoinedSinks extends DataStreamSink<Void> {
  private static final OutputTag<Void> NOTHING = new OutputTag<>("nothing", Types.VOID);

  private final Transformation<Void> union;

  private JoinedSinks(PhysicalTransformation<Void> first, Transformation<Void> union) {
    super(first);
    this.union = union;
  }

  /** {@code sinks}, of which there is one at least, and the end of a loop as one. */
  @SuppressWarnings("unchecked") // nothing flows out of a sink, of whatever type
  static DataStreamSink<?> of(DataStream<Void> loop, List<DataStreamSink<?>> sinks) {
    List<Transformation<Void>> ends = new ArrayList<>();
    ends.add(loop.getTransformation());
    sinks.forEach(sink -> ends.add(end(sink)));
    return new JoinedSinks(
        (PhysicalTransformation<Void>) sinks.get(0).getTransformation(),
        new UnionTransformation<>(ends));
  }

  /** A union is of one type, and sinks have that of what they write. */
  private static Transformation<Void> end(DataStreamSink<?> sink) {
    return new SideOutputTransformation<>(sink.getTransformation(), NOTHING);
  }

  @Override
  public Transformation<Void> getTransformation() {
    return union;
  }
}
