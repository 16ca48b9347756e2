// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.secrets;

import static io.flinksgd.jobs.secrets.SecureBroker.topic;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flinksgd.flink.testing.SharedCluster;
import io.flinksgd.jobs.OptionLine;
import io.flinksgd.jobs.TrainJob;
import io.flinksgd.kafka.client.KafkaTopics;
import io.flinksgd.reader.ModelReader;
import io.flinksgd.testing.Case;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Training, reading and predicting with a broker that asks everybody for a password, on a cluster
 * whose configuration has it: where Flink shows or writes anything, it is not.
 */
@Tag("case")
@SuppressWarnings("try") // closing an iterator may be interrupted
final class SecretsTest {
  private static final String TOPIC = "secrets";
  private static final String USER = "trainer";

  /** Unlike anything else that is written. */
  private static final String PASSWORD = "tr41ner-Zq7-never-to-be-seen";

  private static final String TRUST_PASSWORD = "tru5t-Kx9-never-to-be-seen";

  /** Stands openly in a place of each kind that is searched, so that a search is known to see. */
  private static final String DECOY = "d3coy-Pz5-always-to-be-seen";

  private static final int ROWS = 40;

  private static final List<String> KINDS =
      List.of(
          "logs",
          "REST /jobmanager/config",
          "REST /jobs/",
          "checkpoints",
          "savepoints",
          "plans",
          "SHOW CREATE TABLE",
          "EXPLAIN",
          "wrong password",
          "anonymous");

  @TempDir private Path directory;
  private final Map<String, String> searched = new TreeMap<>();

  @Test
  void noSecretStandsInWhatIsShownOrWritten() throws Exception {
    try (Logged logged = Logged.begin();
        SecureBroker broker = SecureBroker.start(directory, TRUST_PASSWORD)) {
      broker.addUser(USER, PASSWORD);
      allow(broker);
      makeTopics(broker);
      Map<String, String> client = broker.client(USER, PASSWORD);
      try (MiniCluster cluster = cluster(flink(client))) {
        URI rest = cluster.getRestAddress().get();
        JobClient job = train(remote(flink(client), rest));
        predict(client, remote(new Configuration(), rest));
        String savepoint = path("savepoints");
        var unused = job.triggerSavepoint(savepoint, SavepointFormatType.CANONICAL).get();
        refused(broker, rest);
        Map<String, String> answers = RestAnswers.of(rest);
        Case.holds(
            TOPIC,
            "/jobmanager/config: flink-sgd.property.sasl.jaas.config and a secret-property",
            "hidden by Flink",
            "******",
            answers.get("/jobmanager/config").contains(hidden("property.sasl.jaas.config"))
                && answers
                    .get("/jobmanager/config")
                    .contains(hidden("secret-property.ssl.truststore.password")));
        assertThat(answers.get("/jobs/" + job.getJobID() + "/config")).contains("execution-config");
        answers.forEach((path, answer) -> searched.put("REST " + path, answer));
        job.cancel().get();
      }
      searched.put("logs", logged.text());
    }
    assertThat(searched.get("logs")).contains("ProducerConfig values");
    read("checkpoints");
    read("savepoints");
    read("plans");
    List<String> leaks =
        searched.entrySet().stream()
            .filter(e -> e.getValue().contains(PASSWORD) || e.getValue().contains(TRUST_PASSWORD))
            .map(Map.Entry::getKey)
            .toList();
    for (String kind : KINDS) {
      List<String> places =
          searched.entrySet().stream()
              .filter(e -> e.getKey().startsWith(kind) && e.getValue().contains(DECOY))
              .map(Map.Entry::getKey)
              .toList();
      Case.holds(
          TOPIC,
          "a word that is planted openly, searched as the passwords are: " + kind,
          "found",
          places.isEmpty() ? "not found" : "found",
          !places.isEmpty());
    }
    long answers = searched.keySet().stream().filter(name -> name.startsWith("REST")).count();
    Case.equal(
        TOPIC,
        "passwords in logs, %s REST answers, checkpoints, savepoints, compiled plans"
            .formatted(answers > 20 ? "all" : "few"),
        List.of(),
        leaks);
  }

  private static String hidden(String name) {
    return "\"flink-sgd." + name + "\",\"value\":\"******\"";
  }

  private static void allow(SecureBroker broker) throws Exception {
    Map<ResourcePattern, List<org.apache.kafka.common.acl.AclOperation>> rights = new HashMap<>();
    rights.put(topic("examples"), List.of(READ));
    rights.put(
        new ResourcePattern(ResourceType.GROUP, "flink-sgd", PatternType.LITERAL), List.of(READ));
    for (String result : List.of("model", "predictions", "rejected")) {
      rights.put(topic(result), List.of(WRITE, READ));
    }
    rights.put(topic("metrics"), List.of(WRITE));
    rights.put(
        new ResourcePattern(ResourceType.TRANSACTIONAL_ID, "flink-sgd-", PatternType.PREFIXED),
        List.of(WRITE));
    broker.allow(USER, rights);
  }

  private static void makeTopics(SecureBroker broker) throws Exception {
    Properties client = new Properties();
    client.putAll(broker.administrator());
    try (KafkaTopics topics = KafkaTopics.connect(client)) {
      for (String log : List.of("examples", "predictions", "metrics", "rejected")) {
        topics.log(log, 1, Duration.ofDays(1));
      }
      topics.model("model");
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            new HashMap<>(broker.administrator()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < ROWS; i++) {
        String label = i % 2 == 0 ? "no" : DECOY;
        String json =
            i == 7 ? "no JSON" : "{\"label\":\"%s\",\"ad\":\"a%d\"}".formatted(label, i % 3);
        producer.send(new ProducerRecord<>("examples", json.getBytes(UTF_8))).get();
      }
    }
  }

  /** As an administrator writes it: each property under a key of its own. */
  private static Configuration flink(Map<String, String> client) {
    Configuration flink = new Configuration();
    client.forEach(
        (name, value) -> {
          if (name.equals("bootstrap.servers")) {
            flink.setString("flink-sgd.bootstrap-servers", value);
          } else if (name.equals("ssl.truststore.password")) {
            flink.setString("flink-sgd.secret-property." + name, value);
          } else {
            flink.setString("flink-sgd.property." + name, value);
          }
        });
    flink.setString("flink-sgd.topic", "examples");
    for (String result : List.of("model", "predictions", "metrics", "rejected")) {
      flink.setString("flink-sgd." + result + "-topic", result);
    }
    flink.setString("flink-sgd.model", "logistic-regression:hashed=6");
    flink.setString("flink-sgd.labels", "no|" + DECOY); // state says it
    flink.setString("flink-sgd.property.client.rack", DECOY);
    flink.setString("flink-sgd.name", "training " + DECOY);
    return flink;
  }

  private MiniCluster cluster(Configuration flink) {
    Configuration config = new Configuration(flink);
    config.setString("web.submit.enable", "false");
    config.setString("taskmanager.memory.managed.size", "128m");
    config.setString("state.backend.rocksdb.compression.per.level", "NO_COMPRESSION"); // to see it
    return SharedCluster.start(config, 4);
  }

  private Configuration remote(Configuration settings, URI rest) {
    Configuration config = new Configuration(settings);
    config.setString("execution.target", "remote");
    config.setString("rest.address", "localhost");
    config.setString("rest.port", String.valueOf(rest.getPort()));
    config.setString("parallelism.default", "1");
    config.setString("execution.checkpointing.interval", "500ms");
    config.setString("execution.checkpointing.dir", path("checkpoints"));
    config.setString(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    return config;
  }

  private String path(String name) {
    return directory.resolve(name).toUri().toString();
  }

  private static JobClient train(Configuration config) throws Exception {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(config);
    CommandSpec command = CommandSpec.create();
    OptionLine.addTo(command);
    TrainJob.build(env, new CommandLine(command).parseArgs());
    return env.executeAsync();
  }

  /** Reads the model, and predicts in SQL, with the properties from a file. */
  private void predict(Map<String, String> client, Configuration config) throws Exception {
    Properties properties = new Properties();
    properties.putAll(client);
    try (ModelReader reader = ModelReader.follow(properties, "model")) {
      long version = 1;
      while (reader.awaitVersion(version, Duration.ofSeconds(60)).manifest().learned().examples()
          < ROWS - 1) {
        version = reader.version() + 1;
      }
      Case.equal(
          TOPIC,
          "SASL_SSL, SCRAM, rights of the handbook: examples that a reader's version learned from",
          (long) ROWS - 1,
          reader.current().orElseThrow().manifest().learned().examples());
    }
    Path file = Files.createFile(directory.resolve("client.properties"));
    try (var out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
    TableEnvironment sql =
        TableEnvironment.create(
            EnvironmentSettings.newInstance().inStreamingMode().withConfiguration(config).build());
    sql.executeSql(
        "CREATE TEMPORARY TABLE requests (ad STRING) WITH ('connector' = 'datagen', 'number-of-rows' = '5')");
    sql.executeSql(
        "CREATE TEMPORARY MODEL ads INPUT (ad STRING) OUTPUT (score DOUBLE) WITH ('provider' = 'flink-sgd', 'model.topic' = 'model', 'properties-file' = '%s')"
            .formatted(file));
    List<Row> scored = new ArrayList<>();
    try (CloseableIterator<Row> rows =
        sql.executeSql("SELECT score FROM ML_PREDICT(TABLE requests, MODEL ads, DESCRIPTOR(ad))")
            .collect()) {
      rows.forEachRemaining(scored::add);
    }
    Case.equal(
        TOPIC,
        "SASL_SSL, SCRAM: rows of 5 that ML_PREDICT scores",
        5L,
        scored.stream().filter(row -> row.getField(0) != null).count());
    Files.createDirectories(directory.resolve("plans"));
    sql.executeSql(
        "CREATE TABLE trained (label INT, ad STRING) WITH ('connector' = 'flink-sgd', 'model.topic' = 'elsewhere', 'properties.client.rack' = '%s', 'properties-file' = '%s')"
            .formatted(DECOY, file));
    sql.executeSql(
        "COMPILE PLAN '%s/plan.json' FOR INSERT INTO trained SELECT 1, ad FROM requests"
            .formatted(directory.resolve("plans")));
    searched.put("SHOW CREATE TABLE", show(sql, "SHOW CREATE TABLE trained"));
    searched.put(
        "EXPLAIN",
        sql.explainSql("INSERT INTO trained SELECT 1, ad || '%s' FROM requests".formatted(DECOY)));
  }

  private static String show(TableEnvironment sql, String statement) throws Exception {
    try (CloseableIterator<Row> rows = sql.executeSql(statement).collect()) {
      return rows.next().toString();
    }
  }

  /** Whoever has no password, or another, does not get in, and is told so without it. */
  private void refused(SecureBroker broker, URI rest) {
    Configuration wrong = remote(seen(flink(broker.client(USER, PASSWORD + "!"))), rest);
    String denied = said(catchThrowable(() -> train(wrong)));
    searched.put("wrong password", denied);
    Case.holds(
        TOPIC,
        "training with a wrong password",
        "refused at submission: broker must accept who the client says it is",
        denied.lines().findFirst().orElse(""),
        denied.contains("broker must accept who the client says it is: bootstrap.servers="));
    Map<String, String> nobody = new HashMap<>(broker.tls());
    nobody.put("request.timeout.ms", "500");
    nobody.put("default.api.timeout.ms", "1000");
    Configuration anonymous = remote(seen(flink(nobody)), rest);
    String refused = said(catchThrowable(() -> train(anonymous)));
    searched.put("anonymous", refused);
    Case.holds(
        TOPIC,
        "training with TLS and no name",
        "refused at submission",
        refused.lines().findFirst().orElse(""),
        refused.contains("broker must "));
  }

  /** A refusal says the addresses of brokers; of several one is enough. */
  private static Configuration seen(Configuration flink) {
    String broker = flink.getString("flink-sgd.bootstrap-servers", "");
    flink.setString("flink-sgd.bootstrap-servers", broker + "," + DECOY + ".invalid:9");
    return flink;
  }

  private static String said(Throwable failure) {
    return failure == null ? "" : ExceptionUtils.stringifyException(failure);
  }

  /** Bytes as characters. */
  private void read(String name) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(name))) {
      List<Path> all = files.filter(Files::isRegularFile).collect(Collectors.toList());
      assertThat(all).as(name).isNotEmpty();
      for (Path file : all) {
        searched.put(name + " " + file, new String(Files.readAllBytes(file), ISO_8859_1));
      }
    }
  }
}
