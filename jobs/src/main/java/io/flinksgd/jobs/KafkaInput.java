// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import io.flinksgd.jobs.JobSettings.Records;
import io.flinksgd.jobs.JobSettings.Source;
import io.flinksgd.jobs.JobSettings.Span;
import io.flinksgd.kafka.example.ExampleStreams;
import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.model.Model;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;

/** Where the examples of training come from. */
final class KafkaInput {
  private KafkaInput() {}

  static ExampleStreams attach(StreamExecutionEnvironment env, JobSettings settings) {
    Source source = settings.kafka().source();
    Span span = settings.kafka().span();
    Records records = settings.kafka().records();
    KafkaExamples examples =
        KafkaExamples.from(source.bootstrapServers(), source.topic())
            .group(source.group())
            .properties(source.properties())
            .startingAt(span.startingOffsets())
            .format(records.format())
            .fields(records.fields())
            .maxRecordBytes(records.maxBytes());
    if (span.bounded()) {
      examples.endingAt(OffsetsInitializer.latest());
    } else if (!span.stoppingOffsets().isEmpty()) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      span.stoppingOffsets()
          .forEach(
              (partition, end) -> ends.put(new TopicPartition(source.topic(), partition), end));
      examples.endingAt(ends);
    }
    return mapped(examples, settings).in(env);
  }

  private static KafkaExamples mapped(KafkaExamples examples, JobSettings settings) {
    Model model = settings.training().spec().model();
    if (model.denseFeatures() > 0) {
      return examples.dense(model.denseFeatures());
    }
    return model.sparseFeatures() > 0
        ? examples.sparse(model.sparseFeatures())
        : examples.hashed(settings.training().features().orElseThrow());
  }
}
