package io.flinksgd.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.StreamingSgd;
import io.flinksgd.TrainingSpec;
import io.flinksgd.TrainingStreams;
import io.flinksgd.message.WireType;
import io.flinksgd.model.Example;
import io.flinksgd.model.Features;
import io.flinksgd.model.Models;
import io.flinksgd.model.Rejected;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

class KafkaResultsTest {
  private static final KafkaResults RESULTS =
      new KafkaResults(
          "localhost:1",
          Map.of(),
          Optional.of("model"),
          Optional.of("predictions"),
          Optional.of("metrics"),
          Optional.of("rejected"));

  @Test
  void whatHasAnOrderIsWrittenByOneWriterAndWhatHasNoneByMany() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(4);
    Example example = Example.of(1, new Features.Dense(new float[] {1}));
    DataStream<Example> examples = env.fromData(List.of(example), WireType.EXAMPLE);
    DataStream<Rejected> none =
        env.fromData(1)
            .flatMap((Integer one, Collector<Rejected> out) -> {})
            .returns(WireType.REJECTED);
    TrainingStreams trained =
        StreamingSgd.train(
            examples, none, TrainingSpec.of(Models.parse("logistic-regression:dense=1")));

    List<DataStreamSink<?>> sinks = RESULTS.attach(trained, "");

    assertThat(sinks)
        .extracting(sink -> sink.getTransformation().getName())
        .containsExactly("model topic model", "predictions", "progress", "rejected");
    assertThat(sinks)
        .extracting(sink -> sink.getTransformation().getParallelism())
        .containsExactly(1, 4, 1, 4);
  }
}
