package io.flinksgd.jobs;

import io.flinksgd.consistency.Consistency;
import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.flink.TrainingStreams;
import io.flinksgd.kafka.example.ExampleStreams;
import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.kafka.result.KafkaModel;
import io.flinksgd.kafka.sink.KafkaTarget;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.optimizer.FtrlProximal;
import io.flinksgd.spec.TrainingSpec;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The README's example, so that it compiles. */
final class ReadmeExample {
  private ReadmeExample() {}

  static void train(StreamExecutionEnvironment env) {
    ExampleStreams clicks =
        KafkaExamples.from("localhost:9092", "clicks")
            .hashed(FeatureHasher.parse("hash:bits=18,crosses=ad*device"))
            .in(env);
    TrainingStreams trained =
        clicks.train(
            TrainingSpec.of(LogisticRegression.hashed(18))
                .optimizer(FtrlProximal.alpha(0.4))
                .consistency(Consistency.boundedDelay(4))
                .batch(256));
    KafkaModel.publish(trained.publications(), KafkaTarget.of("localhost:9092", "clicks-model"));
  }
}
