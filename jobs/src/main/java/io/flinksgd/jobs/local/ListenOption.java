// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.Option;

/** {@code --listen ADDRESS}: where the web UI of a {@link LocalCluster} listens. */
public final class ListenOption {
  static final String LOOPBACK = "127.0.0.1";

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = LOOPBACK,
      description =
          "Where Flink's web UI and REST listen, which ask nobody who they are: anybody who reaches"
              + " them can read and stop jobs. Default: ${DEFAULT-VALUE}.")
  private String address = LOOPBACK;

  /**
   * The address, checked. Says on the standard error stream what it means when it is not loopback.
   *
   * @throws IllegalArgumentException if it is no address of this machine
   */
  String address() {
    InetAddress found;
    try {
      found = InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "listen must be an address of this machine: listen=" + address, e);
    }
    if (!found.isLoopbackAddress()) {
      System.err.printf(
          "warning: Flink's web UI and REST listen on %s: whoever reaches that address can read and"
              + " stop jobs%n",
          address);
    }
    return address;
  }
}
