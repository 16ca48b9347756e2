// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.spec;

import io.flinksgd.argument.Require;
import java.io.Serializable;
import org.apiguardian.api.API;

/**
 * Where the model is kept. Immutable, of any thread.
 *
 * @param servers parallelism of the servers; 0 for that of the workers
 * @param pageSize coordinates in a page; a power of two from 16 to 1048576
 * @param cacheBytes heap that one server may fill with pages, {@code >= 1}
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Placement(int servers, int pageSize, long cacheBytes) implements Serializable {
  /** Unless something else is set. */
  public static final Placement DEFAULT = new Placement(0, 1024, 256L << 20);

  private static final int MIN_PAGE_SIZE = 16;

  /** As much as half of the largest record of a model topic. */
  private static final int MAX_PAGE_SIZE = 1 << 20;

  /**
   * Checks each setting.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  public Placement {
    Require.atLeast(0, "servers", servers);
    if (pageSize < MIN_PAGE_SIZE || pageSize > MAX_PAGE_SIZE || Integer.bitCount(pageSize) != 1) {
      throw new IllegalArgumentException(
          "page-size must be a power of two from %d to %d, so that a page fits a record: page-size=%d"
              .formatted(MIN_PAGE_SIZE, MAX_PAGE_SIZE, pageSize));
    }
    Require.atLeast(1, "cache-memory in bytes", cacheBytes);
  }

  Placement servers(int value) {
    return new Placement(Require.atLeast(1, "servers", value), pageSize, cacheBytes);
  }

  Placement pageSize(int value) {
    return new Placement(servers, value, cacheBytes);
  }

  Placement cacheBytes(long value) {
    return new Placement(servers, pageSize, value);
  }
}
