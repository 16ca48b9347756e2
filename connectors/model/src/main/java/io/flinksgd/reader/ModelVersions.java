// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import io.flinksgd.model.Artifact;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.ArtifactPart;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Puts versions together from the pages and manifests that are read from a topic.
 *
 * <p>Laws:
 *
 * <ul>
 *   <li><b>Whole.</b> A version is handed out only with all of its pages, see {@link Publication}.
 *   <li><b>Newest.</b> Of two versions that is newer whose manifest stands later on the topic,
 *       which has its manifests in one partition: an order that all readers share and that needs no
 *       clock. Within a run the number must be higher, too.
 *   <li><b>Memory.</b> Pages of the version in use take at most {@code maxBytes}, and so do pages
 *       for versions to come. A version of more than that is never put together; each is refused
 *       with its number.
 *   <li><b>Sound.</b> What breaks a rule, see {@link ManifestRules} and {@link
 *       PublishedModel#check}, is left out and reported; the version before it stays in use.
 *   <li><b>Fitting.</b> So is a version that does not fit those who score with it, see {@link
 *       ModelFit}, as long as there is one that does.
 *   <li><b>Progress.</b> Once no more is written, reading the topic again, at most twice, ends with
 *       the newest version that fits and whose pages all stand on the topic. See {@link
 *       PageCopies}.
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class ModelVersions {
  private static final int WAITING = 4;
  private static final String ARTIFACT = "artifact";

  /** A manifest that may become a version, and how many pages had come before it. */
  private record Waiting(Manifest manifest, long position, long arrival) {}

  /**
   * A version that is not used, by its manifest's position.
   *
   * @param reason the rule that it breaks, or why it does not fit
   * @param misfit whether it does not fit, and breaks no rule
   */
  record LeftOut(long position, Exception reason, boolean misfit) {}

  /** What a manifest says, made. */
  private record Made(Waiting waiting, PublishedModel model) {}

  private final long maxBytes;
  private final ModelFit fit;
  private final PageCopies copies;
  private final Artifacts artifacts;

  /** Manifests that stand behind the current one's, in the order of the topic. */
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private PublishedModel current;
  private PublishedModel handedOut;
  private LeftOut leftOut;
  private long currentPosition = -1;
  private long outOfMemoryAt = -1;
  private boolean untried;

  /**
   * Makes an empty one.
   *
   * @param maxBytes most memory for the pages of one version
   */
  ModelVersions(long maxBytes) {
    this(maxBytes, ModelFit.ANY);
  }

  /** As {@link #ModelVersions(long)}, of versions that {@code fit}. */
  ModelVersions(long maxBytes, ModelFit fit) {
    this.maxBytes = maxBytes;
    this.fit = fit;
    this.copies = new PageCopies(maxBytes);
    this.artifacts = new Artifacts(maxBytes);
  }

  /**
   * Takes a record; {@link #settle} says what became of it.
   *
   * @param position where it stands on its partition
   * @throws IllegalArgumentException if it breaks a rule or does not fit into the memory allowed
   */
  void accept(Publication publication, long position) {
    if (publication instanceof ArtifactPart part) {
      artifacts.add(part);
    } else if (publication instanceof Page page) {
      accept(page);
    } else if (publication instanceof Manifest manifest) {
      accept(manifest, position);
    }
  }

  private void accept(Page page) {
    copies.add(page);
    if (copies.isTooMuch()) {
      try {
        if (untried) {
          advance(); // What comes into use is not counted among what is to come.
        }
      } finally {
        copies.makeRoom();
      }
    }
  }

  private void accept(Manifest manifest, long position) {
    ManifestRules.check(manifest, maxBytes);
    Manifest newest = newest();
    if (position <= newestPosition() || (newest != null && isLate(manifest, newest))) {
      return;
    }
    waiting.addLast(new Waiting(manifest, position, copies.arrivals()));
    if (waiting.size() > WAITING) {
      waiting.removeFirst();
    }
    untried = true;
    if (copies.aims()) {
      copies.aim(manifest);
    }
  }

  private Manifest newest() {
    if (!waiting.isEmpty()) {
      return waiting.getLast().manifest();
    }
    return current == null ? null : current.manifest();
  }

  private long newestPosition() {
    return waiting.isEmpty() ? currentPosition : waiting.getLast().position();
  }

  /**
   * Whether {@code manifest} is of the same run as {@code known} and yet no newer. Version 1 of the
   * format cannot tell runs of a lineage: there, a lower number that was made later is a restore.
   */
  private static boolean isLate(Manifest manifest, Manifest known) {
    boolean sameRun = !Collections.disjoint(manifest.id().attempts(), known.id().attempts());
    boolean restored =
        manifest.id().attempts().contains(manifest.id().lineage())
            && manifest.createdAt() > known.createdAt();
    return sameRun && manifest.id().version() <= known.id().version() && !restored;
  }

  /** The newest version that has become whole since the last call, if one has. */
  Optional<PublishedModel> settle() {
    advance();
    boolean isNew = current != handedOut;
    handedOut = current;
    return isNew ? Optional.of(current) : Optional.empty();
  }

  /**
   * The version that was left out last, because it breaks a rule or does not fit; reported once.
   */
  Optional<LeftOut> leftOut() {
    Optional<LeftOut> once = Optional.ofNullable(leftOut);
    leftOut = null;
    return once;
  }

  /** Where the manifest of the current version stands, or -1. */
  long position() {
    return currentPosition;
  }

  /**
   * Takes the newest version that is whole, breaks no rule and fits into use, if there is one. One
   * that does not fit comes into use only where there is no other: whoever scores with it finds out
   * what is wrong.
   */
  private void advance() {
    untried = false;
    Made unfit = null;
    for (Iterator<Waiting> newestFirst = waiting.descendingIterator(); newestFirst.hasNext(); ) {
      Waiting each = newestFirst.next();
      Optional<List<Page>> pages = copies.whole(each.manifest());
      if (pages.isPresent() && hasArtifact(each.manifest())) {
        Optional<PublishedModel> made = make(each, pages.get());
        if (made.isPresent() && fits(each, made.get())) {
          use(each, made.get());
          return;
        }
        if (made.isPresent() && unfit == null) {
          unfit = new Made(each, made.get());
        }
        newestFirst.remove();
      }
    }
    if (current == null && unfit != null) {
      leftOut = null;
      use(unfit.waiting(), unfit.model());
    }
  }

  private boolean fits(Waiting newest, PublishedModel model) {
    try {
      fit.check(model, Optional.ofNullable(current));
      return true;
    } catch (RuntimeException e) {
      leftOut = new LeftOut(newest.position(), unfit(newest.manifest(), e), true);
      return false;
    }
  }

  private static Exception unfit(Manifest manifest, RuntimeException e) {
    return new IllegalStateException(
        "version must fit those who score with it: version=%d, lineage=%d: %s"
            .formatted(manifest.id().version(), manifest.id().lineage(), e.getMessage()),
        e);
  }

  private boolean hasArtifact(Manifest manifest) {
    String named = manifest.description().spec().get(ARTIFACT);
    return named == null || artifacts.find(named).isPresent();
  }

  /**
   * The version of a manifest; empty if it breaks a rule, by whatever error that shows. Only when
   * memory runs out it is tried again, once: it need not be the version's fault.
   */
  private Optional<PublishedModel> make(Waiting newest, List<Page> pages) {
    Manifest manifest = newest.manifest();
    try {
      float[][] table = new float[PublishedModel.slots(manifest)][];
      pages.forEach(page -> PublishedModel.place(page, manifest, table));
      PublishedModel model = new PublishedModel(manifest, table, artifact(manifest), current);
      model.check(current, maxBytes);
      return Optional.of(model);
    } catch (OutOfMemoryError e) {
      if (newest.position() != outOfMemoryAt) {
        outOfMemoryAt = newest.position();
        throw e;
      }
      leftOut = new LeftOut(newest.position(), broken(manifest, e), false);
    } catch (RuntimeException | Error e) {
      leftOut = new LeftOut(newest.position(), broken(manifest, e), false);
    }
    return Optional.empty();
  }

  private Artifact artifact(Manifest manifest) {
    return Optional.ofNullable(manifest.description().spec().get(ARTIFACT))
        .flatMap(artifacts::find)
        .orElse(null);
  }

  private static Exception broken(Manifest manifest, Throwable e) {
    boolean said = e instanceof IllegalArgumentException || e instanceof IllegalStateException;
    return new IllegalArgumentException(
        "version must be one to score with: version=%d: %s"
            .formatted(manifest.id().version(), said ? e.getMessage() : e),
        e);
  }

  private void use(Waiting newest, PublishedModel model) {
    waiting.removeIf(other -> other.position() <= newest.position());
    currentPosition = newest.position();
    current = model;
    artifacts.use(artifact(newest.manifest()));
    copies.use(newest.manifest(), newest.arrival());
  }

  /** What the newest version lacks, if it is not the current one. */
  Optional<String> missing() {
    return Optional.ofNullable(waiting.peekLast())
        .map(Waiting::manifest)
        .map(
            manifest ->
                "version must be complete: version=%d, pages=%d of %d%s"
                    .formatted(
                        manifest.id().version(),
                        copies.count(manifest),
                        manifest.pages().count(),
                        hasArtifact(manifest) ? "" : ", artifact missing"));
  }

  /**
   * The topic is read again from its beginning, because parts of the newest version are missing.
   */
  void again() {
    copies.clear();
    copies.aim(waiting.isEmpty() ? null : waiting.getLast().manifest());
  }

  /** What was the end when reading began has been reached. */
  void atEnd() {
    if (copies.aims()) {
      copies.aim(null);
    }
  }

  /** Another topic is read, though it has the same name: positions begin again. */
  void restart() {
    copies.clear();
    copies.aim(null);
    waiting.clear();
    currentPosition = -1;
    outOfMemoryAt = -1;
  }
}
