// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.example;

import org.apiguardian.api.API;

/**
 * Where an example came from, so that a rejected or predicted one can be found again. Immutable, of
 * any thread.
 *
 * @param source name of the stream, for Kafka the topic
 * @param partition partition of the source, or -1
 * @param offset position in the partition, in records, or -1
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Origin(String source, int partition, long offset) {
  /** The origin of examples that were made in memory. */
  public static final Origin UNKNOWN = new Origin("", -1, -1);

  @Override
  public String toString() {
    return source + "-" + partition + "@" + offset;
  }
}
