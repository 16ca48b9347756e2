// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP sockets that a process of this Linux machine listens on. */
final class ListeningSockets {
  private static final String LISTEN = "0A";

  private ListeningSockets() {}

  static List<InetSocketAddress> of(ProcessHandle process) throws IOException {
    Path files = Path.of("/proc", Long.toString(process.pid()));
    Set<String> own = sockets(files.resolve("fd"));
    List<InetSocketAddress> found = new ArrayList<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(files.resolve(table))) {
        String[] columns = line.trim().split("\\s+", -1);
        if (columns[3].equals(LISTEN) && own.contains("socket:[" + columns[9] + "]")) {
          found.add(address(columns[1]));
        }
      }
    }
    return found;
  }

  private static Set<String> sockets(Path descriptors) throws IOException {
    Set<String> found = new HashSet<>();
    try (Stream<Path> all = Files.list(descriptors)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        if (Files.isSymbolicLink(each)) { // else it was closed meanwhile
          found.add(Files.readSymbolicLink(each).toString());
        }
      }
    }
    return found;
  }

  /** An address as the kernel prints it: words of 32 bits in the machine's own order. */
  private static InetSocketAddress address(String hex) throws IOException {
    String[] parts = hex.split(":", -1);
    ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(parts[0]));
    ByteBuffer bytes = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
    while (words.hasRemaining()) {
      bytes.putInt(words.getInt());
    }
    return new InetSocketAddress(
        InetAddress.getByAddress(bytes.array()), HexFormat.fromHexDigits(parts[1]));
  }
}
