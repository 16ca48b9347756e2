// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The copies of pages that a reader holds: those of the version in use, and others that have been
 * read for versions to come. The others may take {@code maxBytes}; a copy that equals the one in
 * use takes nothing. They may be {@link #mostCopies}, for a copy costs more than its weights.
 *
 * <p>Law: while there is too much, the copies that are let go first are those that another copy of
 * their page has superseded, and then those that were read first. On a topic of one partition, what
 * an abandoned run has left stands in front of what came after it, and all pages of a version stand
 * in front of its manifest: so a version of at most {@code maxBytes} is whole when its manifest is
 * read, whatever else has been let go. Where pages come in another order, {@link #aim} at a
 * manifest and read the topic again: then copies that are part of it are let go last, they are one
 * for each of its pages, and so none of them is let go.
 *
 * <p>Not thread-safe.
 */
final class PageCopies {
  /**
   * Copies that are always allowed; further ones need {@link #BYTES_FOR_A_COPY} of the memory each.
   */
  private static final int FEW_COPIES = 1024;

  private static final int BYTES_FOR_A_COPY = 1024;

  /** Most copies of one page that are not in use: more than any run has in flight. */
  private static final int MOST_OF_A_PAGE = 16;

  private final long maxBytes;
  private final Map<Integer, List<Copy>> pages = new HashMap<>();

  /**
   * Copies that are not in use, in the order in which they came; superfluous ones are dropped
   * first.
   */
  private Set<Copy> kept = new LinkedHashSet<>();

  private Set<Copy> spare = new LinkedHashSet<>();

  private Manifest aim;
  private long bytes;
  private long arrivals;

  PageCopies(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** How many copies have come. */
  long arrivals() {
    return arrivals;
  }

  /**
   * Takes a copy; then there may be more than is allowed.
   *
   * @throws IllegalArgumentException if it breaks a rule, or is in no version that fits
   */
  void add(Page page) {
    int length = page.weights().length;
    if (page.page() < 0 || page.first() < 0 || page.first() > Integer.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "page must lie within [0, 2^31): page=" + page.page() + ", first=" + page.first());
    }
    if (length == 0) {
      throw new IllegalArgumentException("page must have weights: page=" + page.page());
    }
    if (4L * length > maxBytes) {
      throw new IllegalArgumentException(
          "page must fit into maxBytes=" + maxBytes + ": bytes=" + 4L * length);
    }
    List<Copy> copies = pages.computeIfAbsent(page.page(), p -> new ArrayList<>(2));
    Copy copy = new Copy(page, ++arrivals, copies);
    for (Copy other : List.copyOf(copies)) {
      if (other.isOf(page)) {
        if (other.used && other.fingerprint == copy.fingerprint) {
          return; // The topic is being read again.
        }
        if (!other.used) {
          drop(other);
        }
      }
      if (other.used) {
        copy.share(other);
      }
    }
    copies.add(copy);
    bytes += copy.bytes;
    rank(copies);
    if (copies.size() > MOST_OF_A_PAGE + 1) {
      copies.stream().filter(spare::contains).findFirst().ifPresent(this::drop);
    }
  }

  /** Most copies that are not in use, and most pages of a version. */
  static long mostCopies(long maxBytes) {
    return FEW_COPIES + maxBytes / BYTES_FOR_A_COPY;
  }

  /** Whether there is more than is allowed. */
  boolean isTooMuch() {
    return bytes > maxBytes || kept.size() + spare.size() > mostCopies(maxBytes);
  }

  /** Drops copies until there is no more than is allowed. */
  void makeRoom() {
    while (isTooMuch()) {
      Copy copy = (spare.isEmpty() ? kept : spare).iterator().next();
      drop(copy);
      if (copy.all.isEmpty()) {
        pages.remove(copy.page.page());
      }
    }
  }

  /** Drops all that is not in use. */
  void clear() {
    for (List<Copy> copies : pages.values()) {
      copies.removeIf(copy -> !copy.used);
    }
    pages.values().removeIf(List::isEmpty);
    kept.clear();
    spare.clear();
    bytes = 0;
  }

  /** From now on, copies that are part of {@code manifest} are dropped last; null for none. */
  void aim(Manifest manifest) {
    aim = manifest;
    List<Copy> others = new ArrayList<>(kept);
    others.addAll(spare);
    others.sort(Comparator.comparingLong(copy -> copy.arrival));
    kept = new LinkedHashSet<>();
    spare = new LinkedHashSet<>();
    others.forEach(copy -> (isSpare(copy) ? spare : kept).add(copy));
  }

  /** Whether {@link #aim} at a manifest is on. */
  boolean aims() {
    return aim != null;
  }

  /** A new copy may make older ones of its page superfluous. */
  private void rank(List<Copy> copies) {
    for (Copy copy : copies) {
      if (copy.used) {
        continue;
      }
      boolean isSpare = isSpare(copy);
      (isSpare ? kept : spare).remove(copy);
      (isSpare ? spare : kept).add(copy);
    }
  }

  private boolean isSpare(Copy copy) {
    return aim == null ? copy.all.get(copy.all.size() - 1) != copy : newest(copy.all, aim) != copy;
  }

  /** How many of the pages of {@code manifest} are there. */
  int count(Manifest manifest) {
    return (int) pages.values().stream().filter(all -> newest(all, manifest) != null).count();
  }

  /** The pages that make up the version of {@code manifest}, if all are there. */
  Optional<List<Page>> whole(Manifest manifest) {
    List<Page> found = new ArrayList<>();
    long checksum = 0;
    for (List<Copy> copies : pages.values()) {
      Copy newest = newest(copies, manifest);
      if (newest != null) {
        found.add(newest.page);
        checksum ^= newest.fingerprint;
      }
    }
    return found.size() == manifest.pages().count() && checksum == manifest.pages().checksum()
        ? Optional.of(found)
        : Optional.empty();
  }

  /**
   * Takes the pages of {@code manifest} into use, and drops what neither it nor a later version is
   * made of.
   *
   * @param arrival how many copies had come when the manifest came
   */
  void use(Manifest manifest, long arrival) {
    for (List<Copy> copies : pages.values()) {
      Copy chosen = newest(copies, manifest);
      for (Copy copy : List.copyOf(copies)) {
        boolean abandoned =
            !manifest.id().attempts().contains(copy.page.attempt()) && copy.arrival <= arrival;
        if (copy != chosen && (copy.used || abandoned || isPart(copy.page, manifest))) {
          drop(copy);
        }
      }
      if (chosen != null && !chosen.used) {
        free(chosen);
        chosen.used = true;
      }
      for (Copy copy : copies) {
        if (!copy.used) {
          bytes -= copy.bytes;
          copy.bytes = copy.size();
          if (chosen != null) {
            copy.share(chosen);
          }
          bytes += copy.bytes;
        }
      }
    }
    pages.values().removeIf(List::isEmpty);
  }

  private void drop(Copy copy) {
    copy.all.remove(copy);
    free(copy);
  }

  private void free(Copy copy) {
    kept.remove(copy);
    spare.remove(copy);
    bytes -= copy.bytes;
    copy.bytes = 0;
  }

  /** The copy that is part of the version of {@code manifest}, or null. */
  private static Copy newest(List<Copy> copies, Manifest manifest) {
    Copy newest = null;
    for (Copy copy : copies) {
      if (isPart(copy.page, manifest) && (newest == null || copy.page.cut() >= newest.page.cut())) {
        newest = copy;
      }
    }
    return newest;
  }

  /** Whether {@code page}, or a newer copy of it, is part of the version of {@code manifest}. */
  private static boolean isPart(Page page, Manifest manifest) {
    return page.cut() <= manifest.id().cut() && manifest.id().attempts().contains(page.attempt());
  }

  /** A copy of a page, in the list of all that there are of it. */
  private static final class Copy {
    private final long fingerprint;
    private final long arrival;
    private final List<Copy> all;
    private Page page;
    private boolean used;

    /** Bytes that it counts. */
    private long bytes;

    Copy(Page page, long arrival, List<Copy> all) {
      this.page = page;
      this.fingerprint = page.fingerprint();
      this.arrival = arrival;
      this.all = all;
      this.bytes = size();
    }

    long size() {
      return 4L * page.weights().length;
    }

    boolean isOf(Page other) {
      return page.cut() == other.cut() && page.attempt() == other.attempt();
    }

    /** Shares the weights of {@code inUse} if they are equal, and then counts no bytes. */
    void share(Copy inUse) {
      float[] weights = inUse.page.weights();
      if (Arrays.equals(weights, page.weights())) {
        page =
            new Page(
                page.lineage(), page.attempt(), page.cut(), page.page(), page.first(), weights);
        bytes = 0;
      }
    }
  }
}
