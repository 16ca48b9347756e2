// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs;

import static org.apache.flink.configuration.CheckpointingOptions.CHECKPOINTING_INTERVAL;

import io.flinksgd.flink.TrainingStreams;
import io.flinksgd.jobs.JobSettings.Kafka;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.example.ExampleStreams;
import io.flinksgd.kafka.result.KafkaResults;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Trains on a Kafka topic: {@code flink run -c io.flinksgd.jobs.TrainJob flink-sgd-jobs.jar
 * --bootstrap-servers ... --topic ...}. Options may also stand in Flink's configuration, see {@link
 * JobOptions}.
 */
public final class TrainJob {
  private TrainJob() {}

  /** Submits the job to the cluster that {@code flink run} talks to. */
  public static void main(String[] arguments) throws Exception {
    CommandLine line = commandLine();
    ParseResult parsed;
    try {
      parsed = line.parseArgs(arguments);
    } catch (ParameterException e) {
      throw new IllegalArgumentException(Arguments.words(e)); // its own message may have secrets
    }
    Optional<String> help = ArgumentHelp.asked(parsed);
    help.ifPresent(text -> line.getOut().print(text));
    line.getOut().flush();
    if (help.isPresent() || CommandLine.printHelpIfRequested(parsed)) { // the version, too
      return;
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    build(env, parsed);
    env.execute();
  }

  /** A question to Kafka that fails when there is no answer within ten seconds. */
  public static Runnable question(Configuration options) {
    Properties client = JobSettings.from(options).kafka().results().client();
    client.setProperty("request.timeout.ms", "5000");
    client.setProperty("default.api.timeout.ms", "10000");
    return () -> {
      try (KafkaTopics topics = KafkaTopics.connect(client)) {
        var unused = topics.clusterId();
      }
    };
  }

  private static CommandLine commandLine() {
    CommandSpec command = CommandSpec.create().name("TrainJob");
    OptionLine.addTo(command);
    return new CommandLine(command);
  }

  /**
   * Builds the job in {@code env}, whose configuration the command line completes.
   *
   * @throws IllegalArgumentException with rule, name and value if an option is wrong
   */
  public static void build(StreamExecutionEnvironment env, ParseResult line) {
    build(env, options(env, line));
  }

  /** The options of {@code env}'s configuration and of the command line, by their bare names. */
  public static Configuration options(StreamExecutionEnvironment env, ParseResult line) {
    JobOptions.refuseShown(env.getConfiguration());
    Configuration options = JobOptions.of(env.getConfiguration());
    OptionLine.read(line, options);
    return options;
  }

  /**
   * What makes a training job this one and no other, by name: the Kafka cluster, the topic of
   * examples, which is another when it is made anew, and the topics of model and predictions. State
   * of one job is wrong for any other.
   *
   * @throws IllegalStateException if Kafka cannot be asked
   */
  public static Map<String, String> marks(Configuration options) {
    Kafka kafka = JobSettings.from(options).kafka();
    KafkaResults results = kafka.results();
    Map<String, String> marks = new TreeMap<>();
    try (KafkaTopics topics = KafkaTopics.connect(results.client())) {
      marks.put("cluster", topics.clusterId());
      marks.put("topic-id", topics.id(kafka.source().topic()));
    }
    marks.put(JobOptions.TOPIC.name(), kafka.source().topic());
    results.topics().model().ifPresent(topic -> marks.put(JobOptions.MODEL_TOPIC.name(), topic));
    results
        .topics()
        .predictions()
        .ifPresent(topic -> marks.put(JobOptions.PREDICTIONS_TOPIC.name(), topic));
    return marks;
  }

  /**
   * Refuses wrong options, given by their bare names, without asking Kafka.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  public static void check(Configuration options) {
    JobSettings.from(options);
  }

  /**
   * As {@link #build(StreamExecutionEnvironment, ParseResult)}, with all options given by their
   * bare names.
   */
  public static void build(StreamExecutionEnvironment env, Configuration options) {
    JobSettings settings = JobSettings.from(options);
    env.configure(FlinkDefaults.missingIn(env.getConfiguration()));
    Configuration job = new Configuration();
    job.set(PipelineOptions.NAME, settings.name());
    settings.checkpointInterval().ifPresent(i -> job.set(CHECKPOINTING_INTERVAL, i));
    env.configure(job);
    settings.parallelism().ifPresent(env::setParallelism);
    ExampleStreams read = KafkaInput.attach(env, settings);
    TrainingStreams trained = read.train(settings.training().spec());
    KafkaResults results = settings.kafka().results();
    try (KafkaTopics topics = KafkaTopics.connect(results.client())) {
      results.createTopics(topics.partitions(settings.kafka().source().topic()));
    }
    results.attach(trained, "");
  }
}
