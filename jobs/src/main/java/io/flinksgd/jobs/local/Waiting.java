// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Says what a command waits for, each ten seconds until it is closed. Kafka's clients say nothing
 * before they give up, a minute later unless they are set otherwise.
 */
public final class Waiting implements AutoCloseable {
  private static final Duration EACH = Duration.ofSeconds(10);
  private static final int CONNECTING_MILLIS = 2000;

  private final PrintWriter err;
  private final String what;
  private final Supplier<String> why;
  private final CountDownLatch over = new CountDownLatch(1);

  private Waiting(PrintWriter err, String what, Supplier<String> why) {
    this.err = err;
    this.what = what;
    this.why = why;
  }

  /** The brokers of a comma-separated list; says what connections to them say meanwhile. */
  public static Waiting forBrokers(PrintWriter err, String servers) {
    return begin(err, "the broker at " + servers, () -> connections(servers), EACH);
  }

  /** As {@code what} and {@code why} say. */
  public static Waiting begin(PrintWriter err, String what, Supplier<String> why) {
    return begin(err, what, why, EACH);
  }

  static Waiting begin(PrintWriter err, String what, Supplier<String> why, Duration each) {
    Waiting waiting = new Waiting(err, what, why);
    Thread thread = new Thread(() -> waiting.run(each), "waiting");
    thread.setDaemon(true);
    thread.start();
    return waiting;
  }

  private void run(Duration each) {
    long begin = System.nanoTime();
    try {
      while (!over.await(each.toNanos(), TimeUnit.NANOSECONDS)) {
        String now = why.get();
        Duration since = Duration.ofNanos(System.nanoTime() - begin);
        if (over.getCount() > 0) {
          err.println(
              "flink-sgd: waits for %s since %d s: %s".formatted(what, since.toSeconds(), now));
          err.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a connection to each of {@code servers} says; nobody is told a secret by it. */
  static String connections(String servers) {
    List<String> said = new ArrayList<>();
    for (String server : servers.split("\\s*,\\s*", -1)) {
      int colon = server.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        int port = Integer.parseInt(server.substring(colon + 1));
        String host = server.substring(0, Math.max(0, colon)).replaceAll("^.*://|[\\[\\]]", "");
        socket.connect(new InetSocketAddress(host, port), CONNECTING_MILLIS);
        said.add(server + " takes connections and has not answered");
      } catch (IOException | IllegalArgumentException e) {
        said.add("%s cannot be connected to (%s)".formatted(server, e.getMessage()));
      }
    }
    return String.join(", ", said);
  }

  @Override
  public void close() {
    over.countDown();
  }
}
