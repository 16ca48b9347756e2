package io.flinksgd.kafka;

import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Puts versions together from the pages and manifests of one lineage, in whatever order they come.
 *
 * <p>Law: a version is handed out only if the newest copies with {@code cut <= manifest.cut} of all
 * pages are as many as the manifest says and the exclusive-or of their fingerprints is its
 * checksum. Of each page at most {@link #COPIES} copies are kept and of manifests {@link
 * #MANIFESTS}: behind that, the oldest are dropped, which can delay a version but never alter one.
 * Not thread-safe.
 */
final class ModelAssembly {
  private static final int COPIES = 4;
  private static final int MANIFESTS = 4;

  /**
   * Newer is what was made later: after a restart from an older savepoint, cuts and versions begin
   * again at lower numbers.
   */
  static final Comparator<Manifest> AGE =
      Comparator.comparingLong(Manifest::createdAt).thenComparingLong(Manifest::version);

  /** A copy of a page. */
  private record Copy(Page page, long fingerprint, long arrival) {}

  private final long maxBytes;
  private final Map<Integer, TreeMap<Long, Copy>> pages = new HashMap<>();

  private final TreeSet<Manifest> manifests = new TreeSet<>(AGE);

  private long bytes;
  private long arrivals;
  private PublishedModel current;
  private long currentArrival;

  ModelAssembly(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes a record; {@link #settle} says what became of it.
   *
   * @throws IllegalArgumentException if it is absurd or does not fit into the memory allowed
   */
  void accept(Publication publication) {
    arrivals++;
    if (publication instanceof Page page) {
      accept(page);
    } else if (publication instanceof Manifest manifest) {
      accept(manifest);
    }
  }

  private void accept(Page page) {
    if (page.page() < 0
        || page.first() < 0
        || page.first() > Integer.MAX_VALUE - page.weights().length) {
      throw new IllegalArgumentException(
          "page must lie within [0, 2^31): page=" + page.page() + ", first=" + page.first());
    }
    long size = 4L * page.weights().length;
    if (bytes + size > maxBytes) {
      throw new IllegalArgumentException(
          "model must fit into maxBytes=" + maxBytes + ": bytes=" + (bytes + size));
    }
    TreeMap<Long, Copy> copies = pages.computeIfAbsent(page.page(), p -> new TreeMap<>());
    Copy before = copies.put(page.cut(), new Copy(page, page.fingerprint(), arrivals));
    bytes += size - (before == null ? 0 : size(before));
    if (copies.size() > COPIES) {
      bytes -= size(copies.pollFirstEntry().getValue());
    }
  }

  private static long size(Copy copy) {
    return 4L * copy.page().weights().length;
  }

  private void accept(Manifest manifest) {
    int size = manifest.pageSize();
    if (size <= 0 || Integer.bitCount(size) != 1 || manifest.dimension() <= 0) {
      throw new IllegalArgumentException(
          "manifest must have a dimension > 0 and a page size that is a power of two: dimension="
              + manifest.dimension()
              + ", pageSize="
              + size);
    }
    if (8L * PublishedModel.slots(manifest) > maxBytes) {
      throw new IllegalArgumentException(
          "page table must fit into maxBytes="
              + maxBytes
              + ": dimension="
              + manifest.dimension()
              + ", pageSize="
              + size);
    }
    if (current == null || AGE.compare(manifest, current.manifest()) > 0) {
      manifests.add(manifest);
      if (manifests.size() > MANIFESTS) {
        manifests.pollFirst();
      }
    }
  }

  /** The newest version that has become complete since the last call, if one has. */
  Optional<PublishedModel> settle() {
    for (Manifest manifest : manifests.descendingSet()) {
      if (complete(manifest)) {
        switchTo(manifest);
        return Optional.of(current);
      }
    }
    return Optional.empty();
  }

  private boolean complete(Manifest manifest) {
    int count = 0;
    long checksum = 0;
    for (TreeMap<Long, Copy> copies : pages.values()) {
      Map.Entry<Long, Copy> newest = copies.floorEntry(manifest.cut());
      if (newest != null) {
        count++;
        checksum ^= newest.getValue().fingerprint();
      }
    }
    return count == manifest.pages() && checksum == manifest.checksum();
  }

  private void switchTo(Manifest manifest) {
    float[][] table = new float[PublishedModel.slots(manifest)][];
    manifests.headSet(manifest, true).clear();
    boolean rewound = current != null && manifest.cut() < current.manifest().cut();
    for (Iterator<TreeMap<Long, Copy>> all = pages.values().iterator(); all.hasNext(); ) {
      TreeMap<Long, Copy> copies = all.next();
      if (rewound) {
        forgetAbandoned(copies, manifest.cut());
      }
      Map.Entry<Long, Copy> newest = copies.floorEntry(manifest.cut());
      if (newest != null) {
        PublishedModel.place(newest.getValue().page(), manifest, table);
        forget(copies.headMap(newest.getKey(), false));
      }
      if (copies.isEmpty()) {
        all.remove();
      }
    }
    current = new PublishedModel(manifest, table, current);
    currentArrival = arrivals;
  }

  /** Drops what was cut after the savepoint that training has gone back to. */
  private void forgetAbandoned(NavigableMap<Long, Copy> copies, long cut) {
    Map<Long, Copy> later = copies.tailMap(cut, false);
    later.values().removeIf(copy -> copy.arrival() <= currentArrival && release(copy));
  }

  private boolean release(Copy copy) {
    bytes -= size(copy);
    return true;
  }

  private void forget(Map<Long, Copy> older) {
    older.values().forEach(this::release);
    older.clear();
  }
}
