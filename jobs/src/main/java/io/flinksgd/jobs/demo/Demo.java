// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.demo;

import io.flinksgd.jobs.TrainJob;
import io.flinksgd.jobs.local.Interruption;
import io.flinksgd.jobs.local.ListenOption;
import io.flinksgd.jobs.local.LocalCluster;
import io.flinksgd.jobs.local.Scratch;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs one demo from its start to its end. The broker runs in a JVM of its own, everything else in
 * this one. Whatever was started is stopped again, in reverse order, also on Ctrl-C.
 */
final class Demo {
  private final Plan plan;
  private final Terminal terminal;
  private final ListenOption listen;

  Demo(Plan plan, Terminal terminal, ListenOption listen) {
    this.plan = plan;
    this.terminal = terminal;
    this.listen = listen;
  }

  /** Whether all flights were learned from; false when interrupted. */
  boolean run() throws Exception {
    // refuses wrong options before anything is started
    TrainJob.check(plan.options("localhost:9092"));
    Files.createDirectories(plan.output());
    return Interruption.guard(this::startAndStop);
  }

  private boolean startAndStop() throws Exception {
    try (Scratch scratch = Scratch.create();
        EmbeddedBroker broker = startBroker()) {
      return train(broker.bootstrapServers(), scratch);
    } catch (InterruptedException e) {
      // before training began: there is nothing to report
      return false;
    }
  }

  private EmbeddedBroker startBroker() throws IOException {
    terminal.say("Is this flight going to be late? Learning it, flight by flight.");
    EmbeddedBroker broker = EmbeddedBroker.start();
    terminal.say("Kafka     " + broker.bootstrapServers());
    return broker;
  }

  private boolean train(String bootstrapServers, Scratch scratch) throws Exception {
    try (KafkaTopics topics = KafkaTopics.connect(bootstrapServers)) {
      topics.log(Plan.EXAMPLES, plan.partitions(), Duration.ofDays(1));
    }
    StreamExecutionEnvironment env = LocalCluster.environment();
    env.configure(fewRestarts());
    TrainJob.build(env, plan.options(bootstrapServers));
    JobGraph graph = env.getStreamGraph().getJobGraph();
    try (LocalCluster cluster =
        LocalCluster.start(graph, listen, scratch.path("checkpoints"), scratch)) {
      terminal.say("Flink UI  " + cluster.ui());
      JobID job = cluster.submit(graph);
      Feed feed = new Feed(plan, bootstrapServers);
      try (JobFollower watch = new JobFollower(bootstrapServers, () -> cluster.checkpoints(job))) {
        return new DemoRun(plan, terminal, cluster, job, watch, feed).toTheEnd();
      }
    }
  }

  /** Flink would try for ever; whoever watches a demo wants to hear what is wrong. */
  private static Configuration fewRestarts() {
    return new Configuration()
        .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
        .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3)
        .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
  }
}
