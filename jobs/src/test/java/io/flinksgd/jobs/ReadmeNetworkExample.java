package io.flinksgd.jobs;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.flink.StreamingSgd;
import io.flinksgd.flink.TrainingStreams;
import io.flinksgd.kafka.example.ExampleStreams;
import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.kafka.result.KafkaModel;
import io.flinksgd.kafka.sink.KafkaTarget;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.optimizer.Momentum;
import io.flinksgd.spec.TrainingSpec;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The README's example of a network of one's own; a test runs these lines. */
final class ReadmeNetworkExample {
  private ReadmeNetworkExample() {}

  static void train(StreamExecutionEnvironment env, String kafka, String graph) {
    Model network = Models.parse("samediff:file=" + graph); // variables: the model
    ExampleStreams digits =
        KafkaExamples.from(kafka, "digits").dense(network.denseFeatures()).in(env);
    TrainingStreams trained =
        StreamingSgd.train(
            digits.examples(),
            TrainingSpec.of(network)
                .optimizer(Momentum.of(0.05, 0.9))
                .consistency(Consistency.elasticScheduler(0.8))
                .batch(64));
    KafkaModel.publish(trained.publications(), KafkaTarget.of(kafka, "digits-model"));
  }
}
