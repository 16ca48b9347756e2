// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A session cluster as users have it: JobManager, TaskManager and what else is asked for, each in a
 * process of its own, with Flink's distribution and what was put into lib/ on their class path, and
 * nothing of this project unless a test puts it there.
 */
public final class SessionCluster implements AutoCloseable {
  private static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
  private static final List<String> OPENS =
      List.of(
          "lang",
          "net",
          "io",
          "nio",
          "lang.reflect",
          "text",
          "time",
          "util",
          "util.concurrent",
          "util.concurrent.atomic",
          "util.concurrent.locks");

  private final Path directory;
  private final Map<String, Process> processes = new HashMap<>();
  private final int[] ports;
  private final String classPath;

  /** Flink's option for what its scripts pass to each JVM. */
  static final String JVM_OPTIONS = "env.java.opts.all";

  private final List<String> jvmOptions = new ArrayList<>();

  private SessionCluster(Path directory, List<Path> lib) throws IOException {
    this.directory = directory;
    this.classPath = classPath(lib);
    this.ports = freePorts(3);
    // a test that is ended from outside leaves no process behind
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /** Starts a JobManager and a TaskManager, with {@code lib} on the class path of all processes. */
  public static SessionCluster start(Path directory, List<Path> lib) throws IOException {
    SessionCluster cluster = start(directory, lib, Map.of());
    cluster.startTaskManager();
    return cluster;
  }

  /** Starts a JobManager, with {@code settings} besides those that every test has. */
  static SessionCluster start(Path directory, List<Path> lib, Map<String, String> settings)
      throws IOException {
    SessionCluster cluster = new SessionCluster(directory, lib);
    if (settings.containsKey(JVM_OPTIONS)) {
      cluster.jvmOptions.addAll(List.of(settings.get(JVM_OPTIONS).split(" ")));
    }
    List<String> lines =
        cluster
            .configuration()
            .lines()
            .filter(line -> !settings.containsKey(line.split(":", 2)[0]))
            .collect(Collectors.toList());
    settings.forEach((key, value) -> lines.add(key + ": " + value));
    Files.write(directory.resolve("config.yaml"), lines);
    cluster.startJobManager();
    return cluster;
  }

  /** Starts the JobManager, or another one at the same address after {@link #killJobManager}. */
  void startJobManager() throws IOException {
    run("JobManager", JOB_MANAGER, 320, "--configDir", directory.toString());
  }

  /** Kills the JobManager, as a machine that is lost. */
  void killJobManager() {
    kill(processes.remove("JobManager"));
  }

  /** Starts the TaskManager, or another one after {@link #killTaskManager}. */
  public void startTaskManager() throws IOException {
    startTaskManager("tm");
  }

  /** Kills the TaskManager, as a machine that is lost. */
  public void killTaskManager() {
    killTaskManager("tm");
  }

  /** Starts a TaskManager under this name, which no other has. */
  void startTaskManager(String name) throws IOException {
    run(
        name,
        TASK_MANAGER,
        640,
        "--configDir",
        directory.toString(),
        "-Dtaskmanager.resource-id=" + name);
  }

  /** Starts a TaskManager on another machine, under this name, which no other has. */
  void startTaskManager(String name, OtherMachine machine) throws IOException {
    start(
        name,
        machine.run(
            java(
                TASK_MANAGER,
                640,
                "--configDir",
                directory.toString(),
                "-Dtaskmanager.resource-id=" + name,
                "-Dtaskmanager.host=" + machine.there(),
                "-Dtaskmanager.bind-host=" + machine.there())));
  }

  /** Kills the TaskManager of this name. */
  void killTaskManager(String name) {
    kill(processes.remove(name));
  }

  /** The processes that run, and their numbers. */
  Map<String, Long> processes() {
    Map<String, Long> numbers = new TreeMap<>();
    processes.forEach((name, process) -> numbers.put(name, process.pid()));
    return numbers;
  }

  /** Sends a signal to the TaskManager of this name: {@code STOP}, {@code CONT}. */
  void signal(String name, String signal) throws IOException {
    signal(processes.get(name).toHandle(), signal);
  }

  /** The process id of {@code JobManager}, or of the TaskManager of this name. */
  long processId(String name) {
    return processes.get(name).pid();
  }

  static void signal(ProcessHandle to, String signal) throws IOException {
    String process = Long.toString(to.pid());
    Process kill = new ProcessBuilder("kill", "-" + signal, process).inheritIO().start();
    if (kill.onExit().join().exitValue() != 0) {
      throw new IOException("signal must be sent: %s to process %s".formatted(signal, process));
    }
  }

  /** Where the JobManager answers. */
  URI rest() {
    return URI.create("http://127.0.0.1:" + ports[1]);
  }

  /** Starts an SQL gateway; where it answers. */
  public URI startGateway() throws IOException {
    run(
        "SqlGateway",
        "org.apache.flink.table.gateway.SqlGateway",
        320,
        "-Dsql-gateway.endpoint.rest.address=127.0.0.1",
        "-Dsql-gateway.endpoint.rest.port=" + ports[2]);
    return URI.create("http://127.0.0.1:" + ports[2]);
  }

  /**
   * Runs Flink's command line to its end.
   *
   * @return what it printed
   * @throws IOException if it fails, with what it printed
   */
  public String flink(String... arguments) throws IOException, InterruptedException {
    Process process = java("org.apache.flink.client.cli.CliFrontend", 320, arguments).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("flink %s:%n%s".formatted(String.join(" ", arguments), printed));
    }
    return printed;
  }

  private static int[] freePorts(int count) throws IOException {
    int[] ports = new int[count];
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      ports[i] = socket.getLocalPort();
      sockets.add(socket);
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private String configuration() {
    return String.join(
        "\n",
        "jobmanager.rpc.address: 127.0.0.1",
        "jobmanager.rpc.port: " + ports[0],
        "jobmanager.memory.process.size: 800m",
        "rest.address: 127.0.0.1",
        "rest.port: " + ports[1],
        "execution.target: remote",
        "taskmanager.host: 127.0.0.1",
        "heartbeat.interval: 1 s",
        "heartbeat.timeout: 20 s",
        "taskmanager.numberOfTaskSlots: 16",
        "taskmanager.cpu.cores: 2.0",
        "taskmanager.memory.framework.heap.size: 128m",
        "taskmanager.memory.framework.off-heap.size: 128m",
        "taskmanager.memory.jvm-metaspace.size: 256m",
        "taskmanager.memory.jvm-overhead.min: 192m",
        "taskmanager.memory.jvm-overhead.max: 192m",
        "taskmanager.memory.task.heap.size: 384m",
        "taskmanager.memory.task.off-heap.size: 64m",
        "taskmanager.memory.network.min: 128m",
        "taskmanager.memory.network.max: 128m",
        "taskmanager.memory.managed.size: 512m",
        "parallelism.default: 2",
        "state.backend.type: rocksdb",
        "execution.checkpointing.dir: " + directory.resolve("checkpoints").toUri(),
        // a TaskManager empties what another one of its name has there, also one of another cluster
        "io.tmp.dirs: " + directory.resolve("tmp").toAbsolutePath(),
        "");
  }

  private void run(String name, String main, int megabytes, String... arguments)
      throws IOException {
    start(name, java(main, megabytes, arguments));
  }

  private void start(String name, ProcessBuilder process) throws IOException {
    Path log = directory.resolve(name + ".log");
    processes.put(
        name, process.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start());
  }

  private ProcessBuilder java(String main, int megabytes, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    OPENS.forEach(name -> command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED"));
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.addAll(
        List.of("-Xmx" + megabytes + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("FLINK_CONF_DIR", directory.toString());
    return builder;
  }

  private static String classPath(List<Path> lib) {
    return Stream.of(distribution(), lib)
        .flatMap(List::stream)
        .map(jar -> jar.toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The Kafka connector that users of SQL put into lib/. */
  public static List<Path> kafkaConnector() throws IOException {
    try (var jars = Files.list(Path.of("../connectors/table/target/connector"))) {
      return jars.toList();
    }
  }

  /** Connectors, formats and a base that users have in lib/, and our own jar for SQL. */
  static List<Path> fullLib() throws IOException {
    List<Path> lib = new ArrayList<>(kafkaConnector());
    lib.add(ClusterJar.SQL.path());
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(jar -> jar.getFileName().toString().startsWith("flink-connector-base"))
        .forEach(lib::add);
    return lib;
  }

  /** The jars of this JVM that Flink's distribution has too. */
  public static List<Path> distribution() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(jar -> inDistribution(jar.getFileName().toString()))
        .toList();
  }

  private static boolean inDistribution(String name) {
    return name.endsWith(".jar")
        && !name.startsWith("flink-sgd")
        && !name.startsWith("flink-connector-kafka")
        && !name.startsWith("flink-connector-base")
        && !name.startsWith("kafka")
        && !name.startsWith("jackson")
        && !name.startsWith("jose4j")
        && !name.startsWith("zstd")
        && !name.startsWith("picocli")
        && !name.startsWith("scala");
  }

  /**
   * Waits a little for something that the processes are at.
   *
   * @throws IOException if one has ended, with the end of what they wrote
   */
  public void pause() throws IOException, InterruptedException {
    // no Process.onExit(): what waits there would pile up call by call until a process ends
    TimeUnit.MILLISECONDS.sleep(50);
    if (processes.values().stream().allMatch(Process::isAlive)) {
      return;
    }
    throw new IOException("a process has ended:\n" + logs());
  }

  private String logs() throws IOException {
    StringBuilder text = new StringBuilder();
    try (var logs = Files.list(directory)) {
      for (Path log : logs.filter(p -> p.toString().endsWith(".log")).toList()) {
        List<String> lines = Files.readAllLines(log);
        text.append(log.getFileName()).append('\n');
        lines
            .subList(Math.max(0, lines.size() - 15), lines.size())
            .forEach(line -> text.append(line).append('\n'));
      }
    }
    return text.toString();
  }

  private static void kill(Process process) {
    // a machine that has too much to do takes its time for this, too
    process.destroyForcibly().onExit().orTimeout(120, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    processes.values().forEach(Process::destroyForcibly);
    processes.values().forEach(SessionCluster::kill);
  }
}
