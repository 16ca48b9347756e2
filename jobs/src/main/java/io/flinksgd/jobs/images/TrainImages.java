// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import io.flinksgd.flink.StreamingSgd;
import io.flinksgd.flink.TrainingStreams;
import io.flinksgd.jobs.FlinkDefaults;
import io.flinksgd.jobs.JobOptions;
import io.flinksgd.jobs.local.ListenOption;
import io.flinksgd.jobs.local.LocalCluster;
import io.flinksgd.jobs.local.Scratch;
import io.flinksgd.jobs.local.Straggler;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import io.flinksgd.kafka.example.ExampleStreams;
import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.kafka.format.ImageFormat;
import io.flinksgd.kafka.result.KafkaResults;
import io.flinksgd.network.Network;
import io.flinksgd.spec.TrainingSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;

/**
 * Trains on images with a Kafka broker and a Flink cluster of its own. Whatever was started is
 * stopped again, in reverse order.
 */
final class TrainImages {
  private final ImagePlan plan;
  private final ListenOption listen;
  private final TrainingSpec spec;
  private final Network network;
  private final ImageSet train;
  private final ImageSet test;

  TrainImages(ImagePlan plan, ListenOption listen) throws Exception {
    this.plan = plan;
    this.listen = listen;
    this.train = ImageSet.train(plan.data());
    this.test = ImageSet.test(plan.data());
    this.spec = plan.spec(imagesOfEpoch());
    this.network = (Network) spec.model();
    if (network.input().size() != train.format().pixels()) {
      throw new IllegalArgumentException(
          "input must be of as many numbers as an image has pixels, %d: input=%s"
              .formatted(train.format().pixels(), network.input()));
    }
  }

  ImageSummary run() throws Exception {
    try (Scratch scratch = Scratch.create();
        EmbeddedBroker broker = EmbeddedBroker.start()) {
      return run(broker.bootstrapServers(), scratch);
    }
  }

  private ImageSummary run(String bootstrapServers, Scratch scratch) throws Exception {
    KafkaResults results =
        new KafkaResults(
            bootstrapServers,
            Map.of(),
            new KafkaResults.Topics(
                Optional.of(ImagePlan.MODEL),
                Optional.empty(),
                Optional.of(ImagePlan.METRICS),
                Optional.of(ImagePlan.REJECTED)));
    try (KafkaTopics topics = KafkaTopics.connect(bootstrapServers)) {
      topics.log(ImagePlan.IMAGES, plan.parallelism(), Duration.ofDays(1));
      topics.log(ImagePlan.TEST, 1, Duration.ofDays(1));
    }
    results.createTopics(1);
    try (ImageFeed feed = new ImageFeed(bootstrapServers, ImagePlan.TEST, 1)) {
      feed.write(test, test.size(), 0);
    }
    StreamExecutionEnvironment env = LocalCluster.environment();
    JobGraph graph = graph(env, bootstrapServers, results);
    try (LocalCluster cluster =
            LocalCluster.start(graph, listen, scratch.path("checkpoints"), scratch);
        ImageFeed feed = new ImageFeed(bootstrapServers, ImagePlan.IMAGES, plan.parallelism());
        ProgressFeed progress = new ProgressFeed(bootstrapServers, ImagePlan.METRICS);
        HeldOut heldOut =
            HeldOut.open(
                bootstrapServers,
                ImagePlan.TEST,
                test.size(),
                test.format(),
                ImagePlan.MODEL,
                network)) {
      JobID job = cluster.submit(graph);
      System.out.printf(
          "%s on %d workers, Flink UI: %s%n",
          spec.model().spec(), plan.parallelism(), cluster.ui());
      return new Epochs(plan, spec, train, imagesOfEpoch(), cluster, job, feed, progress, heldOut)
          .run();
    }
  }

  private int imagesOfEpoch() {
    return plan.schedule().imagesOfEpoch(train.size());
  }

  private JobGraph graph(
      StreamExecutionEnvironment env, String bootstrapServers, KafkaResults results) {
    Configuration job = new Configuration();
    job.set(PipelineOptions.NAME, "images");
    job.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    Duration interval = JobOptions.CHECKPOINT_INTERVAL.in(plan.options());
    if (interval != null) {
      job.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
    }
    env.configure(job);
    env.configure(FlinkDefaults.missingIn(env.getConfiguration()));
    env.setParallelism(plan.parallelism());
    ImageFormat format = train.format();
    Map<TopicPartition, Long> ends = new HashMap<>();
    long images = (long) plan.schedule().epochs() * imagesOfEpoch();
    for (int p = 0; p < plan.parallelism(); p++) {
      long more = p < images % plan.parallelism() ? 1 : 0;
      ends.put(new TopicPartition(ImagePlan.IMAGES, p), images / plan.parallelism() + more);
    }
    ExampleStreams read =
        KafkaExamples.from(bootstrapServers, ImagePlan.IMAGES)
            .images(format)
            .endingAt(OffsetsInitializer.offsets(ends))
            .in(env);
    TrainingSpec slow = spec.model(Straggler.around(spec.model(), plan.straggler()));
    TrainingStreams trained = StreamingSgd.train(read.examples(), read.rejected(), slow);
    results.attach(trained, "");
    return env.getStreamGraph().getJobGraph();
  }
}
