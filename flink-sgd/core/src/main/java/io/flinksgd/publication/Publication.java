// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.publication;

import io.flinksgd.model.Artifact;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What the servers publish: changed pages, and a manifest that makes them a version. All pages of a
 * version are cut at one checkpoint.
 *
 * <p>Law: a version is made of pages of one run of the job alone, from a start or restore to the
 * next. After a restore every page that exists is published again, by servers of a new attempt; a
 * page that only an abandoned run has written may stay on the topic for ever and belongs to no
 * version of the new one. So a reader keeps, of each page, the newest copy with {@code cut <=
 * manifest.id.cut} of those whose {@code attempt} is one of {@code manifest.id.attempts}; when
 * their number and the exclusive-or of their {@link Page#fingerprint} equal the manifest's, it has
 * exactly the published version and may switch to it at once. Pages never written are all zeros and
 * are not published.
 *
 * <p>Arrays are not copied. Of any thread, as long as nobody changes them.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Publication {

  /** The cut of the version that is published when a bounded input has ended. */
  long FINAL_CUT = Long.MAX_VALUE;

  /**
   * The weights of a range of coordinates.
   *
   * @param lineage distinguishes one training run from another one that wrote to the same topic;
   *     kept over restores
   * @param attempt the execution attempt of the server that wrote it: a random number, another one
   *     after each restore
   * @param cut when it was cut: the checkpoint's id, or {@link #FINAL_CUT} at the end of a bounded
   *     input
   * @param page the page's number; it holds the coordinates from {@code first} on
   * @param first its first coordinate
   * @param weights one weight for each coordinate, from {@code first} up
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Page(long lineage, long attempt, long cut, int page, int first, float[] weights)
      implements Publication {
    /** A 64-bit hash of number, cut and weights: what the manifest's checksum is made of. */
    public long fingerprint() {
      return Fingerprint.of(page, cut, weights);
    }
  }

  /**
   * A piece of the bytes that belong to a model beside its weights; published once in each run, in
   * front of its first manifest.
   *
   * @param sha256 of all pieces together, in hexadecimal digits: which artifact this is a part of
   * @param part its number, from 0 up
   * @param parts how many there are
   * @param bytes at most {@link #MAX_BYTES}
   */
  @SuppressWarnings("ArrayRecordComponent")
  record ArtifactPart(String sha256, int part, int parts, byte[] bytes) implements Publication {
    /** Below what a broker takes as a record unless it is set otherwise. */
    public static final int MAX_BYTES = 1 << 19;

    /** The pieces of {@code artifact}. */
    public static List<ArtifactPart> of(Artifact artifact) {
      byte[] all = artifact.bytes();
      int parts = Math.max(1, (all.length + MAX_BYTES - 1) / MAX_BYTES);
      List<ArtifactPart> pieces = new ArrayList<>();
      for (int part = 0; part < parts; part++) {
        int from = part * MAX_BYTES;
        byte[] bytes = Arrays.copyOfRange(all, from, Math.min(all.length, from + MAX_BYTES));
        pieces.add(new ArtifactPart(artifact.sha256(), part, parts, bytes));
      }
      return pieces;
    }
  }

  /**
   * Makes the pages published so far a version.
   *
   * @param id which version of which training run
   * @param pages those that make it up
   * @param shape how large the model is
   * @param learned what the version has learned from before it was cut
   * @param createdAt wall-clock time in milliseconds since the epoch: it may jump, so it orders
   *     nothing
   * @param description what was trained, and how
   */
  record Manifest(
      VersionId id,
      PageSet pages,
      ModelShape shape,
      Learned learned,
      long createdAt,
      ModelDescription description)
      implements Publication {}
}
