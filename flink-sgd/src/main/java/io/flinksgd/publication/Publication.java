package io.flinksgd.publication;

import java.util.Map;

/**
 * What the servers publish: changed pages, and a manifest that makes them a version. All pages of a
 * version are cut at one checkpoint. A reader keeps, of each page, the newest copy with {@code cut
 * <= manifest.cut}; when their number and the exclusive-or of their {@link Page#fingerprint} equal
 * the manifest's, it has exactly the published version and may switch to it at once. Pages never
 * written are all zeros and are not published.
 */
public sealed interface Publication {

  /**
   * Distinguishes one training run from another one that wrote to the same topic; kept over
   * restores.
   */
  long lineage();

  /** When it was cut: the checkpoint's id, or {@link #FINAL_CUT} at the end of a bounded input. */
  long cut();

  /** The cut of the version that is published when a bounded input has ended. */
  long FINAL_CUT = Long.MAX_VALUE;

  /**
   * The weights of a range of coordinates.
   *
   * @param page the page's number; it holds the coordinates from {@code first} on
   * @param first its first coordinate
   * @param weights one weight for each coordinate
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Page(long lineage, long cut, int page, int first, float[] weights) implements Publication {
    /** A 64-bit hash of number, cut and weights: what the manifest's checksum is made of. */
    public long fingerprint() {
      return Fingerprint.of(page, cut, weights);
    }
  }

  /**
   * Makes the pages published so far a version.
   *
   * @param version 1, 2, 3, ... over the life of the training run
   * @param pages number of pages that make it up
   * @param checksum exclusive-or of their fingerprints
   * @param dimension number of coordinates of the model
   * @param pageSize coordinates in each page but the last
   * @param examples how many examples the version has learned from
   * @param createdAt wall-clock time in milliseconds
   * @param spec what was trained and how: {@code model}, {@code features}, {@code optimizer},
   *     {@code consistency}
   */
  record Manifest(
      long lineage,
      long cut,
      long version,
      int pages,
      long checksum,
      int dimension,
      int pageSize,
      long examples,
      long createdAt,
      Map<String, String> spec)
      implements Publication {
    /** Keeps its own copy of {@code spec}. */
    public Manifest {
      spec = Map.copyOf(spec);
    }
  }
}
