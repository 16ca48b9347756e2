// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink;

import io.flinksgd.example.Example;
import io.flinksgd.flink.worker.WorkerOperatorFactory;
import io.flinksgd.layout.Layout;
import io.flinksgd.message.Message;
import io.flinksgd.spec.TrainingSpec;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/** A loop whose checkpoint tokens are lost on their way from the workers to the servers. */
final class LoopWithoutTokens extends TrainingLoop {
  private final String name;
  private final TrainingSpec spec;

  LoopWithoutTokens(String name, TrainingSpec spec) {
    super(name, spec);
    this.name = name;
    this.spec = spec;
  }

  @Override
  WorkerOperatorFactory workers(Layout layout) {
    return new Workers(spec, layout, name);
  }

  private static final class Workers extends WorkerOperatorFactory {
    private static final long serialVersionUID = 1L;

    Workers(TrainingSpec spec, Layout layout, String loop) {
      super(spec, layout, loop);
    }

    @Override
    protected OneInputStreamOperator<Example, Message> create(
        StreamOperatorParameters<Message> of) {
      return super.create(
          new StreamOperatorParameters<>(
              of.getContainingTask(),
              of.getStreamConfig(),
              new WithoutTokens(of.getOutput()),
              of::getProcessingTimeService,
              of.getOperatorEventDispatcher(),
              of.getMailboxExecutor()));
    }
  }

  /** Lets all pass but checkpoint tokens. */
  private record WithoutTokens(Output<StreamRecord<Message>> to)
      implements Output<StreamRecord<Message>> {
    @Override
    public void collect(StreamRecord<Message> record) {
      if (!(record.getValue() instanceof Message.CheckpointToken)) {
        to.collect(record);
      }
    }

    @Override
    public <X> void collect(OutputTag<X> tag, StreamRecord<X> record) {
      to.collect(tag, record);
    }

    @Override
    public void emitWatermark(Watermark mark) {
      to.emitWatermark(mark);
    }

    @Override
    public void emitWatermark(WatermarkEvent event) {
      to.emitWatermark(event);
    }

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) {
      to.emitWatermarkStatus(status);
    }

    @Override
    public void emitLatencyMarker(LatencyMarker marker) {
      to.emitLatencyMarker(marker);
    }

    @Override
    public void emitRecordAttributes(RecordAttributes attributes) {
      to.emitRecordAttributes(attributes);
    }

    @Override
    public void close() {
      to.close();
    }
  }
}
