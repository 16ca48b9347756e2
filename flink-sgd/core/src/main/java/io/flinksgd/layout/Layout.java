// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.layout;

import java.io.Serializable;

/**
 * Where coordinates live: {@code dimension} coordinates in pages, pages in shards (the keys of the
 * servers' state), shards in key groups, key groups at servers. Everything is contiguous: a server
 * holds one range of coordinates.
 *
 * <p>Shards are fixed for the life of a job and are spread evenly over the key groups, so that
 * servers may be rescaled.
 *
 * @param dimension number of coordinates
 * @param pageSize coordinates in a page, a power of two
 * @param servers number of server subtasks
 * @param keyGroups Flink's maximum parallelism
 */
public record Layout(int dimension, int pageSize, int servers, int keyGroups)
    implements Serializable {

  /** Checks the numbers. */
  public Layout {
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension must be >= 1: dimension=" + dimension);
    }
    if (servers > keyGroups) {
      throw new IllegalArgumentException(
          "servers must be <= maxParallelism " + keyGroups + ": servers=" + servers);
    }
  }

  /** The same model at another number of servers. */
  public Layout at(int servers) {
    return new Layout(dimension, pageSize, servers, keyGroups);
  }

  /** Number of pages. */
  public int pages() {
    return (dimension - 1) / pageSize + 1;
  }

  /** Number of shards. */
  public int shards() {
    return Math.min(pages(), keyGroups);
  }

  /** The page of a coordinate. */
  public int page(int coordinate) {
    return coordinate >>> Integer.numberOfTrailingZeros(pageSize);
  }

  /** Number of coordinates in {@code page}. */
  public int pageLength(int page) {
    return Math.min(pageSize, dimension - page * pageSize);
  }

  /** The shard of a page. */
  public int shard(int page) {
    return (int) ((long) page * shards() / pages());
  }

  /** The key group of a shard. */
  public int keyGroup(int shard) {
    return (int) ((long) shard * keyGroups / shards());
  }

  /** The server of a page. */
  public int server(int page) {
    return (int) ((long) keyGroup(shard(page)) * servers / keyGroups);
  }

  /** The first page that is at {@code server} or a later one. */
  public int firstPage(int server) {
    int low = 0;
    int high = pages();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (server(middle) < server) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The first coordinate that is at {@code server} or a later one. */
  public int firstCoordinate(int server) {
    return (int) Math.min(dimension, (long) firstPage(server) * pageSize);
  }
}
