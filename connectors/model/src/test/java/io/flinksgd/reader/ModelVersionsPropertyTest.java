// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The laws of {@link ModelVersions} over random trainings, topics, orders and limits: restores from
 * older savepoints, new training runs, aborted checkpoints, compaction, partitions that are read in
 * any order, memory for a page more or less than a version. {@code -Dseed=N} replays one.
 */
final class ModelVersionsPropertyTest {
  private static final int SEEDS = 4_000;
  private static final long PAGE_BYTES = 4 * MadeUpTraining.PAGE;

  /** A record of the topic. */
  private record Entry(Publication publication, long position, int partition) {}

  private final Map<Manifest, float[]> truth = new HashMap<>();

  /** Reached by some seed, so that the laws do not hold for want of trying. */
  private final Set<String> met = new HashSet<>();

  @Test
  void readerEndsAtTheNewestVersionThatFitsAndSeesNoneInPart() {
    Integer only = Integer.getInteger("seed");
    for (int seed = 0; seed < SEEDS; seed++) {
      if (only == null || only == seed) {
        truth.clear();
        run(new Random(seed), "seed " + seed);
      }
    }
    if (only == null) {
      assertThat(met)
          .contains("read again", "compacted", "left out", "rolled back", "in part", "none");
    }
  }

  private void run(Random random, String seed) {
    int partitions = random.nextInt(3) == 0 ? 3 : 1;
    long maxBytes = PAGE_BYTES * (1 + random.nextInt(2 * MadeUpTraining.PAGES));
    List<Entry> topic = new ArrayList<>();
    Publisher publisher = new Publisher(random, partitions);
    publisher.publish(topic, random.nextInt(12));
    if (random.nextBoolean()) {
      compact(topic);
    }
    ModelVersions versions = new ModelVersions(maxBytes);
    Manifest last = pass(versions, topic, 0, random, false, null, seed);
    versions.atEnd();
    last = settle(versions, last, seed);
    for (int more = random.nextInt(3); more > 0; more--) {
      int before = topic.size();
      publisher.publish(topic, random.nextInt(6));
      last = pass(versions, topic, before, random, true, last, seed);
      last = settle(versions, last, seed);
    }
    if (partitions == 1) {
      assertThat(last).as(seed).isEqualTo(newest(topic, maxBytes).orElse(last));
    }
    for (int again = 0; again < 2 && versions.missing().isPresent(); again++) {
      met.add("read again");
      versions.again();
      last = pass(versions, topic, 0, random, false, last, seed);
      versions.atEnd();
      last = settle(versions, last, seed);
    }
    assertThat(last).as(seed).isEqualTo(newest(topic, maxBytes).orElse(last));
  }

  /** Reads {@code topic} from the record {@code from} on; settles at random if told to. */
  private Manifest pass(
      ModelVersions versions,
      List<Entry> topic,
      int from,
      Random order,
      boolean settles,
      Manifest before,
      String seed) {
    Manifest last = before;
    List<List<Entry>> partitions = new ArrayList<>();
    for (int p = 0; p < 3; p++) {
      int partition = p;
      partitions.add(
          new ArrayList<>(
              topic.subList(from, topic.size()).stream()
                  .filter(entry -> entry.partition() == partition)
                  .toList()));
    }
    partitions.removeIf(List::isEmpty);
    while (!partitions.isEmpty()) {
      List<Entry> next = partitions.get(order.nextInt(partitions.size()));
      Entry entry = next.remove(0);
      partitions.removeIf(List::isEmpty);
      try {
        versions.accept(entry.publication(), entry.position());
      } catch (IllegalArgumentException e) {
        assertThat(e).as(seed).hasMessageStartingWith("version must fit into maxBytes=");
        met.add("left out");
      }
      if (settles && order.nextInt(4) == 0) {
        last = settle(versions, last, seed);
      }
    }
    return last;
  }

  private Manifest settle(ModelVersions versions, Manifest last, String seed) {
    Optional<PublishedModel> settled = versions.settle();
    if (versions.missing().isPresent()) {
      met.add("in part");
    }
    if (settled.isEmpty()) {
      return last;
    }
    Manifest manifest = settled.get().manifest();
    assertThat(MadeUpTraining.weights(settled.get())).as(seed).containsExactly(truth.get(manifest));
    if (last != null && manifest.id().version() <= last.id().version()) {
      met.add("rolled back");
      assertThat(manifest.id().attempts()).as(seed).isNotEqualTo(last.id().attempts());
    }
    return manifest;
  }

  /** The last manifest of the topic that fits and all of whose pages are there. */
  private Optional<Manifest> newest(List<Entry> topic, long maxBytes) {
    for (int i = topic.size() - 1; i >= 0; i--) {
      if (topic.get(i).publication() instanceof Manifest manifest
          && 4L * Math.min(manifest.pages().count() * MadeUpTraining.PAGE, MadeUpTraining.DIMENSION)
              <= maxBytes) {
        return isWhole(topic, manifest) ? Optional.of(manifest) : none();
      }
    }
    return none();
  }

  private Optional<Manifest> none() {
    met.add("none");
    return Optional.empty();
  }

  private static boolean isWhole(List<Entry> topic, Manifest manifest) {
    Map<Integer, Page> newest = new HashMap<>();
    for (Entry entry : topic) {
      if (entry.publication() instanceof Page page
          && page.cut() <= manifest.id().cut()
          && manifest.id().attempts().contains(page.attempt())) {
        newest.put(page.page(), page);
      }
    }
    long checksum =
        newest.values().stream().mapToLong(Page::fingerprint).reduce(0, (a, b) -> a ^ b);
    return newest.size() == manifest.pages().count() && checksum == manifest.pages().checksum();
  }

  /** Only the last record of each key is left, but for the end, which is not compacted yet. */
  private void compact(List<Entry> topic) {
    int to = topic.size() * 3 / 4;
    Set<String> later = new HashSet<>();
    List<Entry> left = new ArrayList<>();
    for (int i = topic.size() - 1; i >= 0; i--) {
      Publication publication = topic.get(i).publication();
      String key = publication instanceof Page page ? "P" + page.page() : "M";
      if (later.add(key) || i >= to) {
        left.add(0, topic.get(i));
      }
    }
    if (left.size() < topic.size()) {
      met.add("compacted");
    }
    topic.clear();
    topic.addAll(left);
  }

  /** A trainer with a random life. */
  private final class Publisher {
    private final Random random;
    private final int partitions;
    private final List<MadeUpTraining> savepoints = new ArrayList<>();
    private MadeUpTraining training = new MadeUpTraining(1);
    private long cut;
    private long position;

    Publisher(Random random, int partitions) {
      this.random = random;
      this.partitions = partitions;
    }

    void publish(List<Entry> topic, int steps) {
      for (int i = 0; i < steps; i++) {
        step().forEach(publication -> append(topic, publication));
      }
    }

    private List<Publication> step() {
      cut++;
      List<Publication> published;
      switch (random.nextInt(10)) {
        case 0 -> {
          savepoints.add(training.savepoint());
          published = training.cut(cut, some());
        }
        case 1 -> {
          if (!savepoints.isEmpty()) {
            // Two restores of one savepoint are two attempts; cuts are counted from it again.
            training = savepoints.get(random.nextInt(savepoints.size())).savepoint();
            cut = Math.max(1, cut - random.nextInt(3));
            training.createdAt -= random.nextInt(10);
          }
          published = training.first(cut);
        }
        case 2 -> {
          training = new MadeUpTraining(random.nextInt(5));
          published = training.cut(cut, some());
        }
        case 3 -> published = training.pages(cut, some()); // the checkpoint was aborted
        default -> published = training.cut(cut, some());
      }
      if (published.get(published.size() - 1) instanceof Manifest manifest) {
        truth.put(manifest, training.weights());
      }
      return published;
    }

    private int[] some() {
      return random.ints(0, MadeUpTraining.PAGES).limit(1 + random.nextInt(4)).distinct().toArray();
    }

    private void append(List<Entry> topic, Publication publication) {
      int partition = publication instanceof Page page ? page.page() % partitions : 0;
      topic.add(new Entry(publication, position++, partition));
    }
  }
}
