// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.flink.server;

import io.flinksgd.flink.wire.WireType;
import io.flinksgd.layout.Layout;
import io.flinksgd.publication.ManifestPart;
import io.flinksgd.publication.Publication;
import java.io.Serializable;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.util.OutputTag;

/**
 * Which keys lead to which server, and what the servers of a job are told.
 *
 * @param loop name of the loop
 * @param layout where coordinates live
 * @param workers number of workers
 * @param publishes whether changed pages are published
 */
public record KeyRouting(String loop, Layout layout, int workers, boolean publishes)
    implements Serializable {
  /** Changed pages. */
  public static final OutputTag<Publication> PAGES = new OutputTag<>("pages", WireType.PUBLICATION);

  /** One cut for each server and checkpoint. */
  public static final OutputTag<ManifestPart> CUTS =
      new OutputTag<>("cuts", new WireType<>(ManifestPart.class, new ManifestPart.Format()));

  /** The same for other numbers of servers and workers. */
  KeyRouting at(int servers, int workers) {
    return new KeyRouting(loop, layout.at(servers), workers, publishes);
  }

  /** The key under which a shard's pages are kept. */
  int shardKey(int shard) {
    return keyOf(layout.keyGroup(shard), layout.keyGroups());
  }

  /** The shards whose key groups Flink gives to {@code server}. */
  int[] shardsOf(int server) {
    return IntStream.range(0, layout.shards())
        .filter(
            shard ->
                KeyGroupRangeAssignment.computeOperatorIndexForKeyGroup(
                        layout.keyGroups(), layout.servers(), layout.keyGroup(shard))
                    == server)
        .toArray();
  }

  /** The smallest key whose key group is {@code group}. */
  private static int keyOf(int group, int keyGroups) {
    int key = 0;
    while (KeyGroupRangeAssignment.assignToKeyGroup(key, keyGroups) != group) {
      key++;
    }
    return key;
  }

  /** The number of a training run that this job begins. */
  long lineageOf(JobID job) {
    return job.getUpperPart() ^ job.getLowerPart();
  }
}
