// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.reader;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.feature.FieldKinds;
import io.flinksgd.feature.MixedFields;
import io.flinksgd.feature.TrainedKinds;
import io.flinksgd.feature.Values;
import io.flinksgd.model.Artifact;
import io.flinksgd.model.Model;
import io.flinksgd.model.Models;
import io.flinksgd.publication.Publication.Manifest;
import io.flinksgd.publication.Publication.Page;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * One version of a model: immutable, usable from any thread. Versions share the pages that did not
 * change.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class PublishedModel {
  private final Manifest manifest;
  private final float[][] table;
  private final int shift;
  private final Description description;
  private final MixedFields mixed;
  private final Model.Weights weights = this::weight;

  /** Pages of {@code table} are in place; {@code artifact} and {@code before} may be null. */
  PublishedModel(Manifest manifest, float[][] table, Artifact artifact, PublishedModel before) {
    this.manifest = manifest;
    this.table = table;
    this.shift = Integer.numberOfTrailingZeros(manifest.shape().pageSize());
    this.description =
        before != null && before.description.describes(manifest)
            ? before.description
            : new Description(manifest, artifact);
    this.mixed = before == null ? new MixedFields(MixedFields.Policy.DEFAULT) : before.mixed;
  }

  private PublishedModel(PublishedModel other, MixedFields mixed) {
    this.manifest = other.manifest;
    this.table = other.table;
    this.shift = other.shift;
    this.description = other.description;
    this.mixed = mixed;
  }

  /**
   * The same version, where {@code value} says what becomes of raw features that are not what they
   * were in training: a number there and a text here, or the reverse. Unless it is said, they are
   * scored, and warned of once.
   */
  public PublishedModel onMixedFields(MixedFields value) {
    return new PublishedModel(this, value);
  }

  /** Counts the raw features that are not what they were in training, over all versions. */
  public MixedFields mixedFields() {
    return mixed;
  }

  /**
   * Reads all that the manifest says.
   *
   * @param inUse the version in use, or null: what it can do, this one can
   * @param maxBytes most memory, in bytes, for the pages of a version
   * @throws IllegalArgumentException if it is not so
   * @throws IllegalStateException if the manifest contradicts itself
   */
  public void check(PublishedModel inUse, long maxBytes) {
    if (inUse == null) {
      description.check(null, maxBytes);
    } else if (description != inUse.description) {
      description.check(inUse.description, maxBytes);
    }
  }

  static int slots(Manifest manifest) {
    return (int)
        ((manifest.shape().dimension() + (long) manifest.shape().pageSize() - 1)
            / manifest.shape().pageSize());
  }

  /** Puts {@code page} where its coordinates are. */
  static void place(Page page, Manifest manifest, float[][] table) {
    int size = manifest.shape().pageSize();
    int expected = Math.min(size, manifest.shape().dimension() - page.first());
    int slot = page.first() / size;
    if (page.first() % size != 0
        || expected < 1
        || page.weights().length != expected
        || table[slot] != null) {
      throw new IllegalArgumentException(
          "pages must tile the model: page="
              + page.page()
              + ", first="
              + page.first()
              + ", weights="
              + page.weights().length
              + ", pageSize="
              + size
              + ", dimension="
              + manifest.shape().dimension());
    }
    table[slot] = page.weights();
  }

  /** The version, from 1 up. */
  public long version() {
    return manifest.id().version();
  }

  /**
   * How many milliseconds ago it was published, by the clocks of the publisher and of this machine;
   * 0 if they disagree.
   */
  public long ageMillis() {
    return Math.max(0, System.currentTimeMillis() - manifest.createdAt());
  }

  /** What was published with this version. */
  public Manifest manifest() {
    return manifest;
  }

  /**
   * The weight of {@code coordinate}, which is in {@code [0, dimension)}.
   *
   * @throws IndexOutOfBoundsException if it is not
   */
  public float weight(int coordinate) {
    Objects.checkIndex(coordinate, manifest.shape().dimension());
    float[] page = page(coordinate);
    return page == null ? 0f : page[coordinate & (manifest.shape().pageSize() - 1)];
  }

  /**
   * The features that the trainer would make from raw ones: texts, truth values, numbers, arrays
   * and maps by name. Null is absent, and so is what only training needs, as the label.
   *
   * @throws Refusal if it would make none, with the rule, the field's name and the value
   * @throws IllegalStateException if the manifest does not say how features are made
   */
  public Features features(Map<String, ?> raw) {
    return description.raw().of(raw, mixed);
  }

  /**
   * As {@link #features(Map)}, of a record that is a JSON object in UTF-8.
   *
   * @throws Refusal if it would make none, with the rule, the field's name and the value
   * @throws IllegalStateException if the manifest does not say how features are made
   */
  public Features features(byte[] json) {
    return description.raw().of(json, mixed);
  }

  /**
   * The prediction for {@code features}: a probability for two classes, the number of the most
   * probable class for more, else the number that is predicted.
   *
   * @throws Refusal if training would reject the features, or the prediction is not finite
   * @throws IllegalStateException if the manifest does not say which model this is, or says one of
   *     another dimension
   */
  public double score(Features features) {
    return finite(model().score(features, weights));
  }

  /** As {@link #score(Features)}, for raw features, see {@link #features}. */
  public double score(Map<String, ?> raw) {
    return score(features(raw));
  }

  /**
   * The probability of each class for {@code features}: {@link Model#classes} numbers that add up
   * to 1, in the order of the classes.
   *
   * @throws Refusal if training would reject the features, or the prediction is not finite
   * @throws IllegalStateException if the model has no classes
   */
  public double[] probabilities(Features features) {
    double[] probabilities = new double[model().classes()];
    finite(model().score(features, weights, probabilities));
    return probabilities;
  }

  /** As {@link #probabilities(Features)}, for raw features, see {@link #features}. */
  public double[] probabilities(Map<String, ?> raw) {
    return probabilities(features(raw));
  }

  /** All that this version says of {@code features}; in place of a refusal, the reason. */
  public Score predict(Features features) {
    Model model = model();
    double[] probabilities = new double[model.classes()];
    try {
      double score =
          finite(
              probabilities.length == 0
                  ? model.score(features, weights)
                  : model.score(features, weights, probabilities));
      return Score.of(version(), score, model.classifies(), probabilities);
    } catch (Refusal refusal) {
      return Score.refused(version(), refusal.getMessage());
    }
  }

  /** As {@link #predict(Features)}, for raw features, see {@link #features}. */
  public Score predict(Map<String, ?> raw) {
    Features features;
    try {
      features = features(raw);
    } catch (Refusal refusal) {
      return Score.refused(version(), refusal.getMessage());
    }
    return predict(features);
  }

  /**
   * The model that was trained, without its weights.
   *
   * @throws IllegalStateException if the manifest does not say which it is
   */
  public Model model() {
    return description.model();
  }

  private static double finite(double score) {
    if (!Double.isFinite(score)) {
      throw new Refusal(Reason.NOT_FINITE, "score must be finite: score=" + score);
    }
    return score;
  }

  /** The page that holds {@code coordinate}, or null if it was never written. */
  float[] page(int coordinate) {
    return table[coordinate >>> shift];
  }

  /** What the manifest's texts mean; read when it is first asked for. */
  private static final class Description {
    private static final String MODEL = "model";

    private final Map<String, String> spec;
    private final int dimension;
    private final FieldKinds fields;
    private final Artifact artifact;
    private volatile Model model;
    private volatile boolean makes;
    private final ThreadLocal<RawFeatures> raw = ThreadLocal.withInitial(this::makeRaw);

    Description(Manifest manifest, Artifact artifact) {
      this.spec = manifest.description().spec();
      this.dimension = manifest.shape().dimension();
      this.fields = manifest.description().fields();
      this.artifact = artifact;
    }

    boolean describes(Manifest manifest) {
      return spec.equals(manifest.description().spec())
          && dimension == manifest.shape().dimension()
          && fields.equals(manifest.description().fields());
    }

    void check(Description inUse, long maxBytes) {
      String name = spec.get(MODEL);
      if (name == null || !Models.isKnown(name)) {
        // weights of a model that this process has no class for: as good as what came before
        if (inUse != null && inUse.model != null) {
          throw new IllegalArgumentException(
              "model must be one that this process knows, as that in use is: model="
                  + Values.shown(String.valueOf(name)));
        }
        return;
      }
      ManifestRules.check(spec, model(), maxBytes);
      makes = makesFeatures();
      if (inUse != null && inUse.makes && !makes && !spec.containsKey("columns")) {
        throw new IllegalArgumentException(
            "manifest must say how features are made, as that in use does: spec="
                + Values.shown(spec.toString()));
      }
    }

    /** Whether features can be made of raw ones; fails if what is said of it is wrong. */
    private boolean makesFeatures() {
      try {
        RawFeatures unused = makeRaw();
        return true;
      } catch (IllegalStateException e) {
        return false; // it is not said
      }
    }

    Model model() {
      if (model == null) {
        Model parsed = Models.published(text(MODEL), Optional.ofNullable(artifact));
        if (parsed.dimension() != dimension) {
          // what an older release trained: its hashed models shared a coordinate with the intercept
          throw new IllegalStateException(
              "dimension must be that of the model, %d: dimension=%d, model=%s"
                  .formatted(parsed.dimension(), dimension, parsed.spec()));
        }
        model = parsed;
      }
      return model;
    }

    RawFeatures raw() {
      return raw.get();
    }

    private RawFeatures makeRaw() {
      MixedFields unused = new MixedFields(MixedFields.Policy.DEFAULT);
      return RawFeatures.of(model(), spec, new TrainedKinds(fields, unused));
    }

    private String text(String name) {
      String text = spec.get(name);
      if (text == null) {
        throw new IllegalStateException("manifest must say '" + name + "': spec=" + spec);
      }
      return text;
    }
  }
}
