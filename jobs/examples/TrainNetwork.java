// SPDX-License-Identifier: Apache-2.0
import io.flinksgd.consistency.Consistency;
import io.flinksgd.flink.StreamingSgd;
import io.flinksgd.flink.TrainingStreams;
import io.flinksgd.kafka.example.ExampleStreams;
import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.kafka.result.KafkaModel;
import io.flinksgd.kafka.sink.KafkaTarget;
import io.flinksgd.model.Model;
import io.flinksgd.network.SameDiffModel;
import io.flinksgd.optimizer.Momentum;
import io.flinksgd.spec.TrainingSpec;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Trains a network of your own, which SameDiff has saved, on the topic {@code digits}. Arguments:
 * the file, and the Kafka cluster, by default localhost:9092.
 */
public final class TrainNetwork {
  private TrainNetwork() {}

  public static void main(String[] arguments) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.enableCheckpointing(1000); // with each checkpoint a version is published
    train(env, arguments.length > 1 ? arguments[1] : "localhost:9092", arguments[0]);
    env.execute("digits");
  }

  /**
   * Attaches source, training and sink.
   *
   * @throws IOException if the file cannot be read
   */
  public static void train(StreamExecutionEnvironment env, String kafka, String graph)
      throws IOException {
    Model network = SameDiffModel.load(Path.of(graph)); // its variables are the model
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
