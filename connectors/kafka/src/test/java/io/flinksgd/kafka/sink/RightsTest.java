// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.evaluation.PredictedExample;
import io.flinksgd.evaluation.Prediction;
import io.flinksgd.example.Origin;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.kafka.embedded.BrokerOptions;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.kafka.result.KafkaModel;
import io.flinksgd.kafka.result.KafkaPredictions;
import io.flinksgd.publication.Publication;
import io.flinksgd.reader.MadeUpTraining;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.testing.Case;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.server.policy.CreateTopicPolicy;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A broker with rules. */
@Tag("case")
@SuppressWarnings("try") // closing an iterator may be interrupted
final class RightsTest {
  private static final Prediction PREDICTION =
      new Prediction(new PredictedExample("k", 1f, 1f, 0L, new Origin("clicks", 0, 0)), 0.5f);

  private static EmbeddedBroker broker;
  private static Admin admin;

  /** Refuses settings other than how a topic is cleaned. */
  public static final class Policy implements CreateTopicPolicy {
    /** For the broker, which makes it by its name. */
    public Policy() {}

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void validate(RequestMetadata request) {
      if (request.topic().startsWith("policed")
          && !Set.of("cleanup.policy").containsAll(request.configs().keySet())) {
        throw new PolicyViolationException("settings are ours");
      }
    }

    @Override
    public void close() {}
  }

  @BeforeAll
  static void start() throws Exception {
    broker =
        EmbeddedBroker.start(
            BrokerOptions.small()
                .withSettings(
                    Map.of(
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "allow.everyone.if.no.acl.found",
                        "true",
                        "create.topic.policy.class.name",
                        Policy.class.getName())));
    admin = Admin.create(broker.client());
  }

  @AfterAll
  static void stop() throws Exception {
    admin.close();
    broker.close();
  }

  @AfterEach
  void everythingIsAllowedAgain() throws Exception {
    admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
    awaitRules(0);
  }

  @Test
  void theRightsInTheReadmeSuffice() throws Exception {
    try (KafkaTopics topics = KafkaTopics.connect(broker.client())) {
      topics.model("acl-model");
      for (String topic : List.of("acl-predictions", "acl-metrics", "acl-examples")) {
        topics.log(topic, 1, Duration.ofDays(1));
      }
    }
    // the broker makes its own topics
    examples();
    write("acl-warm");
    allowOnly(
        List.of(
            topic("acl-examples", AclOperation.READ),
            rule(ResourceType.GROUP, "acl-group", PatternType.LITERAL, AclOperation.READ),
            topic("acl-model", AclOperation.WRITE),
            topic("acl-model", AclOperation.READ),
            topic("acl-predictions", AclOperation.WRITE),
            topic("acl-predictions", AclOperation.READ),
            topic("acl-metrics", AclOperation.WRITE),
            topic("acl-missing", AclOperation.WRITE),
            rule(
                ResourceType.TRANSACTIONAL_ID,
                "flink-sgd-acl",
                PatternType.PREFIXED,
                AclOperation.WRITE)));

    assertThat(examples()).isEqualTo(1);
    write("acl-predictions");
    try (SinkTask<Prediction> metrics =
        SinkTask.start(
            KafkaPredictions.sink(target("acl-metrics").guarantee(DeliveryGuarantee.AT_LEAST_ONCE)),
            new JobID())) {
      metrics.write(PREDICTION);
      metrics.checkpoint();
    }
    try (SinkTask<Publication> model =
            SinkTask.start(KafkaModel.sink(target("acl-model")), new JobID());
        ModelReader reader = ModelReader.follow(broker.client(), "acl-model")) {
      for (Publication publication : new MadeUpTraining(1).cut(1, 0)) {
        model.write(publication);
      }
      model.checkpoint();
      Case.equal(
          "kafka",
          "version that is published and read with the rights of the handbook alone",
          1L,
          reader.awaitVersion(1, Duration.ofSeconds(30)).version());
    }

    assertThatThrownBy(() -> write("acl-none"))
        .hasStackTraceContaining(
            "right must be granted: operation=DESCRIBE, resource=topic acl-none");
    Case.holds(
        "kafka",
        "a topic that is missing, without the right to create it",
        "right must be granted: operation=CREATE, resource=topic acl-missing",
        message(() -> write("acl-missing")),
        message(() -> write("acl-missing"))
            .contains("right must be granted: operation=CREATE, resource=topic acl-missing"));
    Sink<Prediction> otherIds =
        KafkaPredictions.sink(target("acl-predictions").transactionalIdPrefix("mine"));
    Case.holds(
        "kafka",
        "an exactly-once sink without the right to its transactional ids",
        "right must be granted: operation=WRITE, resource=transactional ids that begin with mine",
        message(() -> write(otherIds)),
        message(() -> write(otherIds))
            .contains(
                "right must be granted: operation=WRITE, resource=transactional ids that begin"
                    + " with mine"));
  }

  @Test
  void aPolicyThatRefusesSettingsGetsTheBrokersOwn() throws Exception {
    try (KafkaTopics topics = KafkaTopics.connect(broker.client())) {
      topics.log("policed-log", 2, Duration.ofDays(1));
      topics.model("policed-model");
      Case.equal(
          "kafka",
          "partitions of a topic whose settings the broker's policy refuses",
          2,
          topics.partitions("policed-log"));
      topics.checkModel("policed-model");
    }
  }

  @Test
  void topicsThatMustNotBeMadeAreNot() {
    Case.holds(
        "kafka",
        "a sink for a topic that is missing and must not be made",
        "topic must exist: topic=acl-not-made",
        message(() -> write(KafkaPredictions.sink(target("acl-not-made").createTopic(false)))),
        message(() -> write(KafkaPredictions.sink(target("acl-not-made").createTopic(false))))
            .contains("topic must exist: topic=acl-not-made"));
    try (KafkaTopics topics = KafkaTopics.connect(broker.client())) {
      assertThat(catchThrowable(() -> topics.partitions("acl-not-made"))).isNotNull();
    }
  }

  /** What the innermost failure says. */
  private static String message(ThrowingCallable what) {
    Throwable failure = catchThrowable(what);
    return ExceptionUtils.findThrowable(failure, IllegalStateException.class)
        .orElseThrow(() -> new AssertionError(failure))
        .getMessage();
  }

  private static void write(String topic) throws Exception {
    write(KafkaPredictions.sink(target(topic)));
  }

  private static void write(Sink<Prediction> sink) throws Exception {
    try (SinkTask<Prediction> task = SinkTask.start(sink, new JobID())) {
      task.write(PREDICTION);
      task.checkpoint();
    }
  }

  /** Writes nothing after the first time. */
  private static int examples() throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    env.enableCheckpointing(50); // with each, offsets are committed
    if (admin.describeAcls(AclBindingFilter.ANY).values().get().isEmpty()) {
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              broker.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
        byte[] json = "{\"label\":1,\"sparse\":{}}".getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>("acl-examples", json)).get();
      }
    }
    int count = 0;
    try (CloseableIterator<io.flinksgd.example.Example> read =
        KafkaExamples.from(broker.bootstrapServers(), "acl-examples")
            .group("acl-group")
            .sparse(1)
            .endingAt("latest")
            .in(env)
            .examples()
            .executeAndCollect()) {
      while (read.hasNext()) {
        read.next();
        count++;
      }
    }
    return count;
  }

  private static KafkaTarget target(String topic) {
    return KafkaTarget.of(broker.bootstrapServers(), topic);
  }

  /** Nothing but these, and what the test and the broker itself need. */
  private static void allowOnly(List<AclBinding> rules) throws Exception {
    List<AclBinding> all = new ArrayList<>(rules);
    for (AclOperation operation :
        List.of(AclOperation.CLUSTER_ACTION, AclOperation.ALTER, AclOperation.DESCRIBE)) {
      all.add(rule(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL, operation));
    }
    for (ResourceType type :
        List.of(ResourceType.TOPIC, ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID)) {
      all.add(
          new AclBinding(
              new ResourcePattern(type, "*", PatternType.LITERAL),
              new AccessControlEntry(
                  "User:nobody", "*", AclOperation.READ, AclPermissionType.ALLOW)));
    }
    admin.createAcls(all).all().get();
    awaitRules(all.size());
  }

  /** Until the broker has learned of so many from its controller. */
  private static void awaitRules(int count) throws Exception {
    while (admin.describeAcls(AclBindingFilter.ANY).values().get().size() != count) {
      Thread.onSpinWait();
    }
  }

  private static AclBinding topic(String name, AclOperation operation) {
    return rule(ResourceType.TOPIC, name, PatternType.LITERAL, operation);
  }

  private static AclBinding rule(
      ResourceType type, String name, PatternType pattern, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, name, pattern),
        new AccessControlEntry("User:ANONYMOUS", "*", operation, AclPermissionType.ALLOW));
  }
}
