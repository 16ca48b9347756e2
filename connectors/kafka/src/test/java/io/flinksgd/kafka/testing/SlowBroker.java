// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * In front of a broker: passes on what clients say at once, and what the broker answers when it is
 * told to.
 */
public final class SlowBroker implements AutoCloseable {
  private final ServerSocket server;
  private final String host;
  private final int port;
  private final CountDownLatch answers = new CountDownLatch(1);
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** A relay to the broker at {@code address}. */
  public SlowBroker(String address) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.host = address.substring(0, address.lastIndexOf(':'));
    this.port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    start(this::accept);
  }

  /** For clients. */
  public String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Answers, from now on. */
  public void answer() {
    answers.countDown();
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | InterruptedException e) {
                // one side has closed
              }
            },
            "slow-broker");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (!server.isClosed()) {
      Socket client = server.accept();
      Socket broker = new Socket(host, port);
      sockets.addAll(List.of(client, broker));
      start(() -> pass(client.getInputStream(), broker.getOutputStream()));
      start(
          () -> {
            answers.await();
            pass(broker.getInputStream(), client.getOutputStream());
          });
    }
  }

  private static void pass(InputStream from, OutputStream to) throws IOException {
    from.transferTo(to);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
