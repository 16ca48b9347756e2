// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.example.Features;
import io.flinksgd.jobs.FlinkDefaults;
import io.flinksgd.jobs.local.ListenOption;
import io.flinksgd.jobs.local.LocalCluster;
import io.flinksgd.jobs.local.Scratch;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.reader.PublishedModel;
import io.flinksgd.testing.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** A user's own graph, from a file, trained on a topic by the example. */
class NetworkExampleTest {
  private static final int PIXELS = 9;
  private static final int EXAMPLES = 4000;

  @Test
  @Tag("case")
  void aSavedGraphLearnsFromATopic(@TempDir Path folder) throws Exception {
    // ND4J finds its parts by it, and clusters of earlier tests may have left theirs
    Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
    Path graph = folder.resolve("digits.sd");
    graph().save(graph.toFile(), false);
    try (Examples examples = Examples.compile(folder.resolve("classes"));
        Scratch scratch = Scratch.create();
        EmbeddedBroker broker = EmbeddedBroker.start()) {
      String kafka = broker.bootstrapServers();
      feed(kafka);
      StreamExecutionEnvironment env = LocalCluster.environment();
      env.configure(
          new Configuration()
              .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500)));
      env.configure(FlinkDefaults.missingIn(env.getConfiguration()));
      env.setParallelism(2);

      examples.call("TrainNetwork", "train", env, kafka, graph.toString());

      JobGraph job = env.getStreamGraph().getJobGraph();
      Properties client = new Properties();
      client.setProperty("bootstrap.servers", kafka);
      try (LocalCluster cluster =
              LocalCluster.start(job, new ListenOption(), scratch.path("checkpoints"), scratch);
          ModelReader reader = ModelReader.follow(client, "digits-model")) {
        JobID running = cluster.submit(job);
        PublishedModel model = reader.awaitVersion(1, Duration.ofSeconds(60));
        Files.delete(graph); // the model on the topic has it
        while (model.manifest().learned().examples() < EXAMPLES) {
          model = reader.awaitVersion(model.version() + 1, Duration.ofSeconds(60));
        }
        assertThat(cluster.result(running)).isNotDone();
        double accuracy = accuracy(model);
        Case.holds(
            "readers",
            "a SameDiff graph from the topic, its file deleted: accuracy",
            "above 0.9",
            accuracy,
            accuracy > 0.9);
      }
    }
  }

  private static SameDiff graph() {
    SameDiff graph = SameDiff.create();
    SDVariable features = graph.placeHolder("features", DataType.FLOAT, -1, PIXELS);
    SDVariable labels = graph.placeHolder("labels", DataType.FLOAT, -1, 3);
    SDVariable first = graph.var("first", Nd4j.randn(DataType.FLOAT, PIXELS, 16).muli(0.3));
    SDVariable second = graph.var("second", Nd4j.randn(DataType.FLOAT, 16, 3).muli(0.3));
    SDVariable scores = graph.nn.relu(features.mmul(first), 0).mmul("output", second);
    graph.loss.softmaxCrossEntropy("loss", labels, scores, null);
    return graph;
  }

  private static void feed(String kafka) {
    try (KafkaTopics topics = KafkaTopics.connect(kafka);
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka),
                new StringSerializer(),
                new StringSerializer())) {
      topics.log("digits", 2, Duration.ofHours(1));
      topics.model("digits-model");
      Random random = new Random(3);
      for (int n = 0; n < EXAMPLES; n++) {
        int label = n % 3;
        String record =
            "{\"label\":" + label + ",\"dense\":" + Arrays.toString(digit(label, random)) + "}";
        var unused = producer.send(new ProducerRecord<>("digits", n % 2, null, record));
      }
    }
  }

  /** The third of the pixels that is bright is the label. */
  private static float[] digit(int label, Random random) {
    float[] pixels = new float[PIXELS];
    for (int k = 0; k < PIXELS; k++) {
      pixels[k] = (k / 3 == label ? 1 : 0) + 0.3f * (float) random.nextGaussian();
    }
    return pixels;
  }

  private static double accuracy(PublishedModel model) {
    Random random = new Random(4);
    int correct = 0;
    for (int n = 0; n < 300; n++) {
      Features features = new Features.Dense(digit(n % 3, random));
      correct += model.score(features) == n % 3 ? 1 : 0;
    }
    return correct / 300.0;
  }
}
