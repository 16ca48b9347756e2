// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.streaming.api.transformations.SinkTransformation;
import org.apache.flink.streaming.api.transformations.SourceTransformation;

/**
 * The topics of a job: each has one sink, and none is an input of what is written to it. Looked at
 * when the job's graph is built, which {@code EXPLAIN} does too.
 */
final class JobTopics {
  private JobTopics() {}

  /**
   * Checks the topic of a sink.
   *
   * @param records what is written to it
   * @throws IllegalArgumentException with the names of both, if it has another sink or is read
   */
  static void check(DataStream<?> records, TopicSettings settings) {
    List<String> sinks =
        records.getExecutionEnvironment().getTransformations().stream()
            .filter(t -> t instanceof SinkTransformation<?, ?> sink && writes(sink, settings))
            .map(Transformation::getName)
            .toList();
    if (sinks.size() > 1) {
      throw new IllegalArgumentException(
          "topic must be written by one sink of a job: topic=%s, sinks=%s"
              .formatted(settings.topic(), sinks));
    }
    for (Transformation<?> before : records.getTransformation().getTransitivePredecessors()) {
      if (before instanceof SourceTransformation<?, ?, ?> source && reads(source, settings)) {
        throw new IllegalArgumentException(
            "topic must not be an input of what is written to it: topic=%s, source=%s, sinks=%s"
                .formatted(settings.topic(), source.getName(), sinks));
      }
    }
  }

  private static boolean writes(SinkTransformation<?, ?> sink, TopicSettings settings) {
    return sink.getSink() instanceof TopicSink<?> other
        && settings.address().isSame(other.settings().address());
  }

  /** Sources say what they read, also those of a connector that another jar has brought. */
  private static boolean reads(SourceTransformation<?, ?, ?> source, TopicSettings settings) {
    Set<String> servers = settings.address().servers();
    return source.getSource() instanceof LineageVertexProvider provider
        && provider.getLineageVertex().datasets().stream()
            .filter(dataset -> servers.contains(dataset.namespace().replaceFirst("^kafka://", "")))
            .flatMap(dataset -> Arrays.stream(dataset.name().split("[,;]")))
            .anyMatch(settings.topic()::equals);
  }
}
