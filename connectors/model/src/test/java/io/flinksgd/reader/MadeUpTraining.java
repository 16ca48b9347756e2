// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.publication.Learned;
import io.flinksgd.publication.ModelDescription;
import io.flinksgd.publication.ModelShape;
import io.flinksgd.publication.PageSet;
import io.flinksgd.publication.Publication;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import io.flinksgd.publication.VersionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A made-up training run that publishes what it is told to change. No weight comes twice. */
public final class MadeUpTraining {
  public static final int PAGE = 16;
  public static final int PAGES = 6;
  public static final int DIMENSION = 90;

  private static long attempts = 100;
  private static int weightsMade;

  private final long lineage;
  private final long attempt;
  private final float[] weights;
  private final boolean[] exists;
  private final long[] fingerprints = new long[PAGES];
  private long version;

  /** By the clock of its machine, which nothing may depend on. */
  public long createdAt = 1_000_000;

  public MadeUpTraining(long lineage) {
    this.lineage = lineage;
    this.attempt = attempts++;
    this.weights = new float[DIMENSION];
    this.exists = new boolean[PAGES];
  }

  /** A model all of whose weights are {@code weight}. */
  public static PublishedModel published(Map<String, String> spec, float weight) {
    Model model = Models.parse(spec.get("model"));
    int pages = (model.dimension() + PAGE - 1) / PAGE;
    float[][] table = new float[pages][PAGE];
    for (float[] page : table) {
      Arrays.fill(page, weight);
    }
    Manifest manifest =
        new Manifest(
            new VersionId(1, Set.of(1L), 1, 7),
            new PageSet(pages, 0),
            new ModelShape(model.dimension(), PAGE),
            new Learned(0),
            1000,
            new ModelDescription(spec));
    return new PublishedModel(manifest, table, null, null);
  }

  private MadeUpTraining(MadeUpTraining from) {
    this.lineage = from.lineage;
    this.attempt = attempts++;
    this.weights = from.weights.clone();
    this.exists = from.exists.clone();
    this.version = from.version;
  }

  /** The state that a savepoint would have now, in the attempt that is restored from it. */
  public MadeUpTraining savepoint() {
    return new MadeUpTraining(this);
  }

  /** What a restored run publishes first: every page that exists. */
  public List<Publication> first(long cut) {
    List<Publication> all = new ArrayList<>();
    for (int page = 0; page < PAGES; page++) {
      if (exists[page]) {
        all.add(publish(cut, page));
      }
    }
    all.add(manifest(cut));
    return all;
  }

  /** Changes pages and publishes them as a version. */
  public List<Publication> cut(long cut, int... pages) {
    List<Publication> all = pages(cut, pages);
    all.add(manifest(cut));
    return all;
  }

  /** Changes pages and publishes them, without a manifest. */
  public List<Publication> pages(long cut, int... pages) {
    List<Publication> all = new ArrayList<>();
    for (int page : pages) {
      exists[page] = true;
      weightsMade++;
      for (int i = page * PAGE; i < Math.min(DIMENSION, (page + 1) * PAGE); i++) {
        weights[i] = weightsMade + i / 128f;
      }
      all.add(publish(cut, page));
    }
    return all;
  }

  private Page publish(long cut, int page) {
    int first = page * PAGE;
    float[] part = Arrays.copyOfRange(weights, first, Math.min(DIMENSION, first + PAGE));
    Page published = new Page(lineage, attempt, cut, page, first, part);
    fingerprints[page] = published.fingerprint();
    return published;
  }

  private Manifest manifest(long cut) {
    int count = 0;
    long checksum = 0;
    for (long fingerprint : fingerprints) {
      count += fingerprint == 0 ? 0 : 1;
      checksum ^= fingerprint;
    }
    version++;
    return new Manifest(
        new VersionId(lineage, Set.of(attempt), cut, version),
        new PageSet(count, checksum),
        new ModelShape(DIMENSION, PAGE),
        new Learned(0),
        createdAt++,
        new ModelDescription(Map.of()));
  }

  public float[] weights() {
    return weights.clone();
  }

  public void assertEquals(PublishedModel model) {
    assertThat(weights(model)).containsExactly(weights);
    assertThat(model.version()).isEqualTo(version);
  }

  public static float[] weights(PublishedModel model) {
    float[] weights = new float[model.manifest().shape().dimension()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = model.weight(i);
    }
    return weights;
  }
}
