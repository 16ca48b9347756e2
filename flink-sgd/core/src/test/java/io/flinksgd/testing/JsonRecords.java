// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Examples as the JSON of a topic. */
public final class JsonRecords {
  private JsonRecords() {}

  /** Labels 0 and 1 in turn, and one dense feature: 0, 1 and 2 in turn. */
  public static List<byte[]> ofOneFeature(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"label\":%d,\"dense\":[%d]}".formatted(i % 2, i % 3))
        .map(json -> json.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
