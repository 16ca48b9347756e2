// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import io.flinksgd.model.Artifact;
import io.flinksgd.publication.Publication.ArtifactPart;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The artifacts that are read from a topic: the one that came last, in parts or whole, and the one
 * in use. Each takes at most {@code maxBytes}. Not thread-safe.
 */
final class Artifacts {
  private static final int MAX_PARTS = 1 << 16;

  private final long maxBytes;
  private final Map<Integer, ArtifactPart> parts = new HashMap<>();
  private ArtifactPart collected; // any of the parts
  private long bytes;
  private Artifact last;
  private Artifact inUse;

  Artifacts(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes a part; with the first of another artifact, those of the one before go.
   *
   * @throws IllegalArgumentException if it breaks a rule, does not fit into the memory allowed, or
   *     all parts together do not have their SHA-256
   */
  void add(ArtifactPart part) {
    if (part.parts() < 1
        || part.parts() > MAX_PARTS
        || part.part() < 0
        || part.part() >= part.parts()) {
      throw new IllegalArgumentException(
          "part of an artifact must be one of 1 to %d parts: part=%d, parts=%d"
              .formatted(MAX_PARTS, part.part(), part.parts()));
    }
    if (find(part.sha256()).isPresent()) {
      return;
    }
    if (collected != null && !isOfSame(collected, part)) {
      forget();
    }
    collected = part;
    ArtifactPart before = parts.put(part.part(), part);
    bytes += part.bytes().length - (before == null ? 0 : before.bytes().length);
    if (bytes > maxBytes) {
      forget();
      throw new IllegalArgumentException(
          "artifact must fit into maxBytes=" + maxBytes + ": sha256=" + part.sha256());
    }
    if (parts.size() == part.parts()) {
      join(part.sha256());
    }
  }

  private static boolean isOfSame(ArtifactPart one, ArtifactPart other) {
    return one.parts() == other.parts() && one.sha256().equals(other.sha256());
  }

  private void forget() {
    parts.clear();
    collected = null;
    bytes = 0;
  }

  private void join(String sha256) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < parts.size(); i++) {
      all.writeBytes(parts.get(i).bytes());
    }
    forget();
    Artifact joined = Artifact.of(all.toByteArray());
    if (!joined.sha256().equals(sha256)) {
      throw new IllegalArgumentException(
          "artifact must be what it is called: sha256=" + sha256 + ", found=" + joined.sha256());
    }
    last = joined;
  }

  /** The artifact with this SHA-256, if all of it is there. */
  Optional<Artifact> find(String sha256) {
    return Optional.ofNullable(last)
        .filter(artifact -> artifact.sha256().equals(sha256))
        .or(() -> Optional.ofNullable(inUse).filter(a -> a.sha256().equals(sha256)));
  }

  /** Keeps the artifact of the version in use; null if it has none. */
  void use(Artifact artifact) {
    inUse = artifact;
  }
}
