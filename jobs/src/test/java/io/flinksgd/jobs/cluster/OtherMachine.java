// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Another machine, as far as the network is concerned: a network namespace at the end of a cable
 * that can be pulled and that can lose packets. Linux gives one to root.
 */
final class OtherMachine implements AutoCloseable {
  /** Name of the TaskManager that runs there. */
  static final String TASK_MANAGER = "tm-over-there";

  /** A hardware address that nobody has: what is sent to it is lost, and no error says so. */
  private static final String NOBODY = "02:00:00:00:00:99";

  private static final int PAIRS = 1 << 15;

  private final String name;
  private final String near;
  private final String far;
  private final String here;
  private final String there;

  private OtherMachine(long number) {
    name = "flink-sgd-" + number;
    near = "sgd" + number + "n";
    far = "sgd" + number + "f";
    // of the range that is set aside for tests of networks (RFC 2544), four addresses for each
    long pair = number % PAIRS;
    String network = "198.%d.%d.".formatted(18 + pair / (PAIRS / 2), pair / 64 % 256);
    here = network + (pair % 64 * 4 + 1);
    there = network + (pair % 64 * 4 + 2);
  }

  /** Sets one up, or none where that is not allowed. */
  static Optional<OtherMachine> connect() throws IOException {
    OtherMachine machine = new OtherMachine(ProcessHandle.current().pid());
    try {
      ip("netns add " + machine.name);
    } catch (IOException notAllowed) {
      return Optional.empty();
    }
    try {
      machine.lay();
    } catch (IOException e) {
      machine.close();
      throw e;
    }
    return Optional.of(machine);
  }

  private void lay() throws IOException {
    ip("link add %s type veth peer name %s netns %s".formatted(near, far, name));
    ip("addr add %s/30 dev %s".formatted(here, near));
    ip("link set %s up".formatted(near));
    there("addr add %s/30 dev %s".formatted(there, far));
    there("link set lo up");
    plugIn();
  }

  /** Address of this machine, on the cable to the other. */
  String here() {
    return here;
  }

  /** Address of the other machine. */
  String there() {
    return there;
  }

  /** The same command, to be run there. */
  ProcessBuilder run(ProcessBuilder command) {
    command.command().addAll(0, List.of("ip", "netns", "exec", name));
    return command;
  }

  /** Pulls the cable: over there whoever sends is told that there is no network. */
  void unplug() throws IOException {
    there("link set %s down".formatted(far));
  }

  /** Ends {@link #unplug}. */
  void plugIn() throws IOException {
    there("link set %s up".formatted(far));
  }

  /** From now on, what is sent there is lost. */
  void loseWhatIsSentThere() throws IOException {
    ip("neigh replace %s lladdr %s dev %s nud permanent".formatted(there, NOBODY, near));
  }

  /** From now on, what is sent from there is lost. */
  void loseWhatComesFromThere() throws IOException {
    there("neigh replace %s lladdr %s dev %s nud permanent".formatted(here, NOBODY, far));
  }

  /** Ends {@link #loseWhatIsSentThere}. */
  void sendThereAgain() throws IOException {
    ip("neigh del %s dev %s".formatted(there, near));
  }

  /** Ends {@link #loseWhatComesFromThere}. */
  void sendFromThereAgain() throws IOException {
    there("neigh del %s dev %s".formatted(here, far));
  }

  private void there(String arguments) throws IOException {
    ip("-n " + name + " " + arguments);
  }

  private static void ip(String arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments.split(" ", -1)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("ip %s: %s".formatted(arguments, said));
    }
  }

  /** Takes it away, the cable with it. */
  @Override
  public void close() throws IOException {
    ip("netns del " + name);
  }
}
