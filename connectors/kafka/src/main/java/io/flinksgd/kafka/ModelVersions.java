package io.flinksgd.kafka;

import io.flinksgd.publication.Publication;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The current version over changes of lineage: a new training run is assembled from nothing beside
 * the current one, and takes its place with its first complete version. Not thread-safe.
 */
final class ModelVersions {
  private final long maxBytes;

  /** The current lineage, once there is one, and at most one other. */
  private final Map<Long, ModelAssembly> lineages = new HashMap<>();

  private PublishedModel current;

  /**
   * Makes an empty one.
   *
   * @param maxBytes most memory for the pages of one lineage
   */
  ModelVersions(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  void accept(Publication publication) {
    ModelAssembly assembly = lineages.get(publication.lineage());
    if (assembly == null) {
      lineages.keySet().removeIf(lineage -> current == null || !isCurrent(lineage));
      assembly = new ModelAssembly(maxBytes);
      lineages.put(publication.lineage(), assembly);
    }
    assembly.accept(publication);
  }

  private boolean isCurrent(long lineage) {
    return current.manifest().lineage() == lineage;
  }

  /** The newest version that has become complete since the last call, if one has. */
  Optional<PublishedModel> settle() {
    PublishedModel before = current;
    for (ModelAssembly assembly : lineages.values()) {
      Optional<PublishedModel> settled = assembly.settle();
      if (settled.isPresent() && isNewer(settled.get())) {
        current = settled.get();
      }
    }
    if (current == before) {
      return Optional.empty();
    }
    if (before != null && !isCurrent(before.manifest().lineage())) {
      lineages.remove(before.manifest().lineage());
    }
    return Optional.of(current);
  }

  private boolean isNewer(PublishedModel model) {
    return current == null || ModelAssembly.AGE.compare(model.manifest(), current.manifest()) > 0;
  }
}
