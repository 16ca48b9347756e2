package io.flinksgd.jobs.sql;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JobManager, a TaskManager and an SQL gateway, each in a process of its own, with what Flink's
 * distribution has on their class path and what users put into its lib/: a Kafka connector, and
 * nothing of this project unless a test puts it there.
 */
final class SessionCluster implements AutoCloseable {
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
  private final List<Process> processes = new ArrayList<>();
  private final int[] ports;
  private final String classPath;
  private CompletableFuture<Object> ended = new CompletableFuture<>();

  private SessionCluster(Path directory, Path... lib) throws IOException {
    this.directory = directory;
    this.classPath = classPath(lib);
    this.ports = freePorts(3);
  }

  /** Starts the processes, with {@code lib} on the class path of each. */
  static SessionCluster start(Path directory, Path... lib) throws IOException {
    SessionCluster cluster = new SessionCluster(directory, lib);
    Files.writeString(directory.resolve("config.yaml"), cluster.configuration());
    cluster.run(
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
        320,
        "--configDir",
        directory.toString());
    cluster.run(
        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
        640,
        "--configDir",
        directory.toString());
    cluster.run(
        "org.apache.flink.table.gateway.SqlGateway",
        320,
        "-Dsql-gateway.endpoint.rest.address=127.0.0.1",
        "-Dsql-gateway.endpoint.rest.port=" + cluster.ports[2]);
    cluster.ended =
        CompletableFuture.anyOf(
            cluster.processes.stream().map(Process::onExit).toArray(CompletableFuture[]::new));
    return cluster;
  }

  URI gateway() {
    return URI.create("http://127.0.0.1:" + ports[2]);
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
        "");
  }

  private void run(String main, int megabytes, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    OPENS.forEach(name -> command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED"));
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.addAll(
        List.of("-Xmx" + megabytes + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(List.of(arguments));
    String name = main.substring(main.lastIndexOf('.') + 1);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("FLINK_CONF_DIR", directory.toString());
    processes.add(
        builder
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile())
            .start());
  }

  private static String classPath(Path... lib) throws IOException {
    try (var connectors = Files.list(Path.of("../connectors/table/target/connector"))) {
      return Stream.of(distribution().stream(), connectors, Arrays.stream(lib))
          .flatMap(jars -> jars)
          .map(jar -> jar.toAbsolutePath().toString())
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  /** The jars of this JVM that Flink's distribution has too. */
  static List<Path> distribution() {
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
        && !name.startsWith("scala");
  }

  /**
   * Waits a little for something that the processes are at.
   *
   * @throws IOException if one has ended, with the end of what they wrote
   */
  void pause() throws IOException, InterruptedException {
    try {
      var unused = ended.get(50, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return; // all of them run
    } catch (ExecutionException e) {
      throw new IOException("a process cannot be watched", e);
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

  @Override
  public void close() {
    for (Process process : processes) {
      process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
  }
}
