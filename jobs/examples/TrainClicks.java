// SPDX-License-Identifier: Apache-2.0
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

/**
 * Learns from the topic {@code clicks} who clicks, and publishes the model to {@code clicks-model}.
 * Argument: the Kafka cluster, by default localhost:9092.
 */
public final class TrainClicks {
  private TrainClicks() {}

  public static void main(String[] arguments) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.enableCheckpointing(1000); // with each checkpoint a version is published
    train(env, arguments.length > 0 ? arguments[0] : "localhost:9092");
    env.execute("clicks");
  }

  /** Attaches source, training and sink. */
  public static void train(StreamExecutionEnvironment env, String kafka) {
    ExampleStreams clicks =
        KafkaExamples.from(kafka, "clicks")
            .hashed(FeatureHasher.parse("hash:bits=18,crosses=ad*device"))
            .in(env);
    TrainingStreams trained =
        clicks.train(
            TrainingSpec.of(LogisticRegression.hashed(18))
                .optimizer(FtrlProximal.alpha(0.4))
                .consistency(Consistency.elasticGap(5))
                .batch(256));
    KafkaModel.publish(trained.publications(), KafkaTarget.of(kafka, "clicks-model"));
  }
}
