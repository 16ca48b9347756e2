// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.embedded;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * A Kafka broker and controller in a child JVM, listening on a free port of 127.0.0.1. The child
 * ends when this object is closed and also when this JVM dies, however it dies. Methods may be
 * called from any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class EmbeddedBroker implements AutoCloseable {
  private static final int ATTEMPTS = 3;
  private static final int KEPT_LINES = 40;
  private static final long EACH_MILLIS = 15_000;
  private static final Pattern THROWN = Pattern.compile("\\w(Exception|Error): ");
  private static final String LOG_CONFIG =
      "-Dlog4j2.configurationFile=classpath:io/flinksgd/kafka/embedded/broker-log4j2.properties";

  private final Process process;
  private final Path directory;
  private final boolean scratch;
  private final Deque<String> output = new ArrayDeque<>();
  private final CompletableFuture<String> ready = new CompletableFuture<>();

  private EmbeddedBroker(Process process, Path directory, boolean scratch) {
    this.process = process;
    this.directory = directory;
    this.scratch = scratch;
    Thread reader = new Thread(this::readOutput, "embedded-broker-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a small broker whose data is deleted when it ends. */
  public static EmbeddedBroker start() throws IOException {
    return start(BrokerOptions.small());
  }

  /** Starts a broker whose data is deleted when it ends. */
  public static EmbeddedBroker start(BrokerOptions options) throws IOException {
    return start(Files.createTempDirectory("flink-sgd-broker-"), true, options);
  }

  /**
   * Starts a broker that keeps its data in {@code directory}, which is made if it is missing.
   *
   * @throws IOException if it does not come up; the message says the child's last exception
   */
  public static EmbeddedBroker start(Path directory, BrokerOptions options) throws IOException {
    Files.createDirectories(directory);
    return start(directory, false, options);
  }

  private static EmbeddedBroker start(Path directory, boolean scratch, BrokerOptions options)
      throws IOException {
    List<String> command = command(directory, scratch, options);
    for (int attempt = 1; ; attempt++) {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      EmbeddedBroker broker = new EmbeddedBroker(process, directory, scratch);
      try {
        broker.awaitReady(options);
        return broker;
      } catch (IOException e) {
        broker.close();
        // The child chooses its ports just before it binds them: another process may be faster.
        if (attempt == ATTEMPTS || !broker.lastOutput().contains("bind")) {
          throw e;
        }
      }
    }
  }

  private static List<String> command(Path directory, boolean scratch, BrokerOptions options) {
    String classPath = options.classPath().isEmpty() ? ownClassPath() : options.classPath();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + options.heapMegabytes() + "m");
    command.add("-XX:+UseSerialGC");
    if (!options.optimized()) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.addAll(List.of(LOG_CONFIG, "-cp", classPath, BrokerProcess.class.getName()));
    command.addAll(List.of(directory.toAbsolutePath().toString(), Boolean.toString(scratch)));
    options.settings().forEach((key, value) -> command.add(key + "=" + value));
    return command;
  }

  /** The parent's class path without what the broker does not need or cannot live with. */
  private static String ownClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> servesBroker(new File(entry).getName()))
        .collect(Collectors.joining(File.pathSeparator));
  }

  static boolean servesBroker(String name) {
    boolean flink = name.startsWith("flink-") && !name.startsWith("flink-sgd-");
    boolean otherScala = name.startsWith("scala-library-2.12") || name.contains("_2.12");
    return !flink && !otherScala;
  }

  /** What clients pass as {@code bootstrap.servers}: host and port. */
  public String bootstrapServers() {
    return ready.join();
  }

  /**
   * Properties of a client of this broker, to which others may be added; each call makes new ones.
   */
  public Properties client() {
    return client(bootstrapServers());
  }

  static Properties client(String bootstrapServers) {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", bootstrapServers);
    return properties;
  }

  /** Where the broker keeps its data. */
  public Path directory() {
    return directory;
  }

  /** The process that runs the broker. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  private void awaitReady(BrokerOptions options) throws IOException {
    try {
      long waited = 0;
      long most = options.startTimeout().toMillis();
      while (!isReadyWithin(Math.min(EACH_MILLIS, most - waited))) {
        waited += EACH_MILLIS;
        if (waited >= most) {
          throw new IOException(
              "broker must be ready in time: startTimeout=%d s, its process %d lives and has not answered"
                  .formatted(options.startTimeout().toSeconds(), process.pid()));
        }
        System.err.printf(
            "the embedded broker (process %d) is still starting after %d s%n",
            process.pid(), waited / 1000);
      }
      if (ready.get().isEmpty()) {
        throw new IOException("broker must start, and has ended: " + reason());
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the broker was starting", e);
    }
  }

  private boolean isReadyWithin(long millis) throws InterruptedException, ExecutionException {
    try {
      var unused = ready.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** The last exception that the child wrote, or else its last line. */
  private String reason() {
    synchronized (output) {
      String reason = "it has said nothing";
      boolean exception = false;
      for (String line : output) {
        boolean now = THROWN.matcher(line).find();
        if (now || !exception) {
          reason = line.strip();
        }
        exception |= now;
      }
      return reason;
    }
  }

  private void readOutput() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(BrokerProcess.READY)) {
          ready.complete(line.substring(BrokerProcess.READY.length()));
        } else {
          remember(line);
        }
      }
    } catch (IOException e) {
      remember(e.toString());
    } finally {
      ready.complete("");
    }
  }

  private void remember(String line) {
    synchronized (output) {
      if (output.size() == KEPT_LINES) {
        output.removeFirst();
      }
      output.addLast(line);
    }
  }

  /** The last lines that the child wrote: its warnings and errors. */
  public String lastOutput() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  /** Ends the child, waits for it, and deletes the data unless a directory was named. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    boolean ended = false;
    try {
      ended = process.waitFor(20, TimeUnit.SECONDS);
      if (!ended) {
        ended = process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    if (scratch && ended) {
      BrokerProcess.delete(directory);
    }
  }
}
