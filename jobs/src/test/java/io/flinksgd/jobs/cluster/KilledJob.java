// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.kafka.embedded.BrokerOptions;
import io.flinksgd.kafka.embedded.LastingBroker;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A training job on a cluster of separate processes, and the supervisor that starts again what was
 * killed: TaskManagers under new names; the JobManager at its old address, and then the job from
 * its newest checkpoint on disk, as there is no high availability on files in Flink.
 */
final class KilledJob implements AutoCloseable {
  static final String TOPIC = "examples";
  static final String PREDICTIONS = "predictions";
  static final String MODEL = "model";
  static final String REJECTED = "rejected";
  private static final String JAR = "target/flink-sgd-jobs.jar";
  private static final Pattern JOB = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final Pattern SAVEPOINT = Pattern.compile("Path: (\\S+)");
  private static final Pattern CHECKPOINT = Pattern.compile("chk-(\\d+)");

  /** Each TaskManager has room for the whole job: nothing waits for the one that was killed. */
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("taskmanager.numberOfTaskSlots", "4"),
          Map.entry("taskmanager.load-balance.mode", "SLOTS"),
          Map.entry("heartbeat.interval", "2 s"),
          Map.entry("heartbeat.timeout", "12 s"),
          Map.entry("execution.checkpointing.timeout", "5 s"),
          Map.entry(
              "execution.checkpointing.externalized-checkpoint-retention",
              "RETAIN_ON_CANCELLATION"));

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Path directory;
  private final String broker;
  private final SessionCluster cluster;
  private final List<String> taskManagers = new ArrayList<>();
  private int started;
  private int parallelism = 2;
  private int servers = 2;
  private int batch = 16;
  private String consistency = "bounded-delay:4";
  private int coordinates = OwnCoordinates.MOST;
  private String job = "";
  private String restoredFrom = "";

  /** A broker of which every version stays on its topic, to be counted. */
  static LastingBroker broker(Path directory) throws IOException {
    return broker(directory, "127.0.0.1");
  }

  /** As above, at this address. */
  static LastingBroker broker(Path directory, String at) throws IOException {
    return LastingBroker.start(
        directory, BrokerOptions.small().withSettings(Map.of("log.cleaner.enable", "false")), at);
  }

  /** Starts the cluster. */
  KilledJob(Path directory, String broker, int taskManagers) throws Exception {
    this(directory, broker, SETTINGS);
    for (int i = 0; i < taskManagers; i++) {
      startTaskManager();
    }
    awaitTaskManagers();
  }

  private KilledJob(Path directory, String broker, Map<String, String> settings) throws Exception {
    this.directory = directory;
    this.broker = broker;
    this.cluster = SessionCluster.start(directory, List.of(), settings);
  }

  /** Starts a cluster with a TaskManager here and one on the other machine. */
  static KilledJob with(OtherMachine machine, Path directory, String broker) throws Exception {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    for (String process : List.of("jobmanager", "taskmanager")) {
      settings.put(process + ".bind-host", machine.here());
    }
    settings.put("jobmanager.rpc.address", machine.here());
    settings.put("taskmanager.host", machine.here());
    KilledJob job = new KilledJob(directory, broker, settings);
    job.startTaskManager();
    job.cluster.startTaskManager(OtherMachine.TASK_MANAGER, machine);
    job.taskManagers.add(OtherMachine.TASK_MANAGER);
    job.awaitTaskManagers();
    return job;
  }

  /** Examples of a batch, from the next submission on. */
  KilledJob batch(int examples) {
    batch = examples;
    return this;
  }

  /** The policy, from the next submission on. */
  KilledJob consistency(String policy) {
    consistency = policy;
    return this;
  }

  /** Coordinates of the model, as many as there are records at most. */
  KilledJob coordinates(int most) {
    coordinates = most;
    return this;
  }

  /** Submits the job, from {@code restore} unless that is empty. */
  void submit(String restore) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("run", "-d"));
    if (!restore.isEmpty()) {
      arguments.addAll(List.of("-s", restore));
    }
    restoredFrom = restore;
    arguments.addAll(List.of("-c", "io.flinksgd.jobs.TrainJob", JAR));
    arguments.addAll(List.of("--bootstrap-servers", broker, "--topic", TOPIC));
    arguments.addAll(List.of("--model", "linear-regression:sparse=" + coordinates));
    arguments.addAll(List.of("--optimizer", "sgd:rate=" + OwnCoordinates.RATE + ",update=plain"));
    arguments.addAll(List.of("--push-weight", "single", "--consistency", consistency));
    arguments.addAll(List.of("--batch", "" + batch, "--key-field", "key"));
    arguments.addAll(List.of("--model-topic", MODEL, "--predictions-topic", PREDICTIONS));
    arguments.addAll(List.of("--metrics-topic", "metrics", "--rejected-topic", REJECTED));
    arguments.addAll(List.of("--checkpoint-interval", "1s"));
    arguments.addAll(List.of("--parallelism", "" + parallelism, "--servers", "" + servers));
    job = match(JOB, cluster.flink(arguments.toArray(String[]::new)));
  }

  private static String match(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("output must have %s: %s".formatted(pattern, text));
    }
    return matcher.group(1);
  }

  /** Stops it with a savepoint; where that is. */
  String stop() throws Exception {
    String printed =
        cluster.flink("stop", "-p", directory.resolve("savepoints").toUri().toString(), job);
    return match(SAVEPOINT, printed);
  }

  /** Stops it with a savepoint and goes on with other numbers of workers and servers. */
  void rescale(int workers, int servers) throws Exception {
    String savepoint = stop();
    parallelism = workers;
    this.servers = servers;
    submit(savepoint);
  }

  /** The processes that run, and their numbers. */
  Map<String, Long> processes() {
    return cluster.processes();
  }

  /** Names of the TaskManagers. */
  List<String> all() {
    return List.copyOf(taskManagers);
  }

  /** TaskManagers that run tasks. */
  List<String> busy() throws Exception {
    List<String> busy = new ArrayList<>();
    for (JsonNode each : get("/taskmanagers").get("taskmanagers")) {
      String name = each.get("id").asText();
      if (each.get("freeSlots").asInt() < each.get("slotsNumber").asInt()
          && taskManagers.contains(name)) {
        busy.add(name);
      }
    }
    return busy.isEmpty() ? List.copyOf(taskManagers) : busy;
  }

  /** Kills a TaskManager; another one is started. */
  void killTaskManager(String name) throws IOException {
    cluster.killTaskManager(name);
    taskManagers.remove(name);
    startTaskManager();
  }

  private void startTaskManager() throws IOException {
    String name = "tm-" + ++started;
    cluster.startTaskManager(name);
    taskManagers.add(name);
  }

  /** Has a TaskManager sleep, or wake. */
  void signal(String name, String signal) throws IOException {
    cluster.signal(name, signal);
  }

  /** Kills the JobManager; another one is started, and the job from its newest checkpoint. */
  void killJobManager() throws Exception {
    cluster.killJobManager();
    cluster.startJobManager();
    awaitTaskManagers();
    submit(newestCheckpoint());
  }

  private String newestCheckpoint() throws IOException {
    Path checkpoints = directory.resolve("checkpoints").resolve(job);
    if (!Files.isDirectory(checkpoints)) {
      return restoredFrom;
    }
    try (Stream<Path> all = Files.list(checkpoints)) {
      Optional<Path> newest =
          all.filter(each -> Files.exists(each.resolve("_metadata")))
              .max(Comparator.comparingLong(KilledJob::number));
      return newest.map(each -> each.toUri().toString()).orElse(restoredFrom);
    }
  }

  private static long number(Path checkpoint) {
    Matcher matcher = CHECKPOINT.matcher(checkpoint.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  /** Checkpoints that have failed since the job was submitted. */
  int failedCheckpoints() throws Exception {
    return get("/jobs/" + job + "/checkpoints").get("counts").get("failed").asInt();
  }

  /** Waits until as many TaskManagers are registered as run. */
  private void awaitTaskManagers() throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (registered() < taskManagers.size()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("TaskManagers must register: " + taskManagers);
      }
      pause();
    }
  }

  private int registered() throws InterruptedException {
    try {
      int count = 0;
      for (JsonNode each : get("/taskmanagers").get("taskmanagers")) {
        count += taskManagers.contains(each.get("id").asText()) ? 1 : 0;
      }
      return count;
    } catch (IOException notYet) {
      return 0;
    }
  }

  /** Waits a little; fails if a process has ended that was not killed. */
  void pause() throws IOException, InterruptedException {
    cluster.pause();
  }

  /** As above; then takes in what was predicted of {@code records}, if any was fed. */
  void pause(OwnCoordinates records) throws IOException, InterruptedException {
    pause();
    if (records.fed() > 0) {
      records.read(PREDICTIONS);
    }
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(cluster.rest().resolve(path))
            .timeout(Duration.ofSeconds(10))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    JsonNode read = json.readTree(answer.body());
    if (answer.statusCode() != 200) {
      throw new IOException("%s must answer: %s".formatted(path, answer.body()));
    }
    return read;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
