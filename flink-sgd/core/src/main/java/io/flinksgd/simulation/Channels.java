// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.simulation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The channels of one attempt of the loop: one each way between each worker and each server, first
 * in, first out. A sender's link and a receiver's link carry one message at a time.
 */
final class Channels {
  private final Clock clock;
  private final Network network;
  private final SplittableRandom random;
  private final int servers;
  private final int workers;
  private final Host[] host;
  private final long[] outgoing;
  private final long[] incoming;
  private final long[] arrival;
  private long messages;
  private long handled;
  private long bytes;

  /** Ends are numbered: workers first, then servers. */
  Channels(Clock clock, Network network, SplittableRandom random, Host[] host, int workers) {
    this.clock = clock;
    this.network = network;
    this.random = random;
    this.host = host;
    this.workers = workers;
    this.servers = host.length - workers;
    outgoing = new long[host.length];
    incoming = new long[host.length];
    arrival = new long[2 * workers * servers];
    Arrays.fill(arrival, clock.now());
  }

  /** From a worker to a server; {@code mail} is what the server does with it. */
  void up(int worker, int server, int size, Runnable mail) {
    send(worker, workers + server, worker * servers + server, size, mail);
  }

  /** From a server to a worker. */
  void down(int server, int worker, int size, Runnable mail) {
    int channel = workers * servers + worker * servers + server;
    send(workers + server, worker, channel, size, mail);
  }

  private void send(int from, int to, int channel, int size, Runnable mail) {
    messages++;
    bytes += size;
    long transmission = network.transmission(size);
    long sent = Math.max(host[from].time(), outgoing[from]) + transmission;
    outgoing[from] = sent;
    long arrives = sent + network.delay().nanos(channel, random);
    while (network.loss() > 0 && random.nextDouble() < network.loss()) {
      arrives += network.retryNanos();
    }
    arrival[channel] = Math.max(arrival[channel], arrives);
    clock.at(arrival[channel], () -> receive(to, transmission, mail));
  }

  private void receive(int to, long transmission, Runnable mail) {
    long received = Math.max(clock.now(), incoming[to]) + transmission;
    incoming[to] = received;
    if (received == clock.now()) {
      deliver(to, mail);
    } else {
      clock.at(received, () -> deliver(to, mail));
    }
  }

  private void deliver(int to, Runnable mail) {
    host[to].post(
        () -> {
          handled++;
          mail.run();
        });
  }

  /** Messages that are sent and not handled. */
  long inFlight() {
    return messages - handled;
  }

  long messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }
}
