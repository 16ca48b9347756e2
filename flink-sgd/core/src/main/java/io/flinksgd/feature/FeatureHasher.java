// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.argument.Argument;
import io.flinksgd.argument.ArgumentValues;
import io.flinksgd.argument.Arguments;
import io.flinksgd.argument.Signature;
import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apiguardian.api.API;

/**
 * Turns named fields into coordinates by hashing (Weinberger et al., "Feature Hashing for Large
 * Scale Multitask Learning", ICML 2009). Training and scoring use the same hasher, whose {@link
 * #spec} every published manifest carries.
 *
 * <p>The mapping, which never changes; {@code H} is {@link Murmur3} of UTF-8 bytes with a seed,
 * {@code mask = 2^bits - 1}:
 *
 * <ul>
 *   <li>a field is a namespace: {@code seed = H(name, 0)}; the field {@code name} of an object
 *       called {@code object} is the field {@code object.name}, however deep
 *   <li>text (and boolean) {@code v}: coordinate {@code H(v, seed) & mask}, value 1
 *   <li>a number {@code x}: coordinate {@code seed & mask}, value {@code x}
 *   <li>a number in a field that is declared categorical is text. One that is whole is its digits,
 *       behind a minus sign if it is negative, so that it equals the text of the same digits: all
 *       digits, however many, if it is given as a whole number, and those of the double if not
 *       ({@code 1.0} and {@code 1e3} are {@code 1} and {@code 1000}). Doubles that are not whole,
 *       or not below 2^63, are as {@link Double#toString} writes them
 *   <li>an array of texts, or of numbers in a field that is declared categorical, is a category
 *       with several values: each distinct text {@code v} that stands {@code c} times has the
 *       coordinate {@code H(v, seed) & mask} and the value {@code c / sqrt(sum of all c^2)}, in the
 *       order of the hashes. Their vector is of length one, as that of a single text is: an example
 *       with many values moves its own prediction no further than one with a single value
 *   <li>element {@code j} of an array of numbers {@code x}: coordinate {@code H(j, seed) & mask},
 *       value {@code x_j}
 *   <li>entry {@code (name, x)} of an object in a field that is declared a map: coordinate {@code
 *       H(name, seed) & mask}, value {@code x}
 *   <li>without {@code namespaces=own}, elements have the coordinates {@code H(j, H("dense", 0)) &
 *       mask} and numbers in objects that are not nested further {@code H(name, H("sparse", 0)) &
 *       mask}, whatever the field is called: the mapping of models that were trained before there
 *       were nested fields. Training has {@code namespaces=own}
 *   <li>a cross of fields with text hashes {@code h_1, h_2, ...}: coordinate {@code H(h_2, h_1) &
 *       mask}, a third field {@code H(h_3, ...)}, and so on; value 1, when all of them have text.
 *       Of fields with several values each combination is a feature, whose value is the product
 * </ul>
 *
 * <p>The model's intercept is behind all of these: coordinate {@code 2^bits}.
 *
 * <p>What is null is absent. A field that is ignored is so with all that is in it.
 *
 * <p>Immutable, of any thread: each method that sets something returns a changed copy. A name that
 * is empty, holds one of {@code , | *}, or begins or ends with a space, and a cross of other than 2
 * to 16 fields, are refused by an {@link IllegalArgumentException}.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class FeatureHasher implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MAX_BITS = 30;

  /** So many fields may be in one cross. */
  static final int MOST_CROSSED = 16;

  /** Bits unless others are set. */
  public static final int DEFAULT_BITS = 18;

  private static final String SHARED = "shared";
  private static final String OWN = "own";

  private static final Argument<Integer> BITS =
      Argument.whole(
          "bits",
          DEFAULT_BITS,
          "2^bits coordinates, as many as the model has; from 1 to " + MAX_BITS + ".");
  private static final Argument<String> CATEGORICAL =
      fields("categorical", "FIELD|FIELD", "Fields whose numbers are names.");
  private static final Argument<String> IGNORE =
      fields("ignore", "FIELD|FIELD", "Fields that are no features, with all that is in them.");
  private static final Argument<String> CROSSES =
      fields(
          "crosses",
          "FIELD*FIELD|...",
          "Fields whose combinations are features, too; up to " + MOST_CROSSED + " in one cross.");
  private static final Argument<String> MAPS =
      fields(
          "maps", "FIELD|FIELD", "Fields that hold an object of numbers by name, and no fields.");
  private static final Argument<String> NAMESPACES =
      Argument.choice(
          "namespaces",
          List.of(SHARED, OWN),
          "own: each array and map has names of its own, so that there may be several.");

  private static final Signature SIGNATURE =
      Signature.of(
          "hash",
          "Fields of any name and kind, hashed.",
          BITS,
          CATEGORICAL,
          IGNORE,
          CROSSES,
          MAPS,
          NAMESPACES);

  private final int bits;
  private final Set<String> categorical;
  private final Set<String> ignored;
  private final List<List<String>> crosses;
  private final TreeSet<String> crossed = new TreeSet<>();
  private final Set<String> maps;
  private final boolean ownNamespaces;
  private final int longestIgnored;

  private FeatureHasher(
      int bits,
      Set<String> categorical,
      Set<String> ignored,
      List<List<String>> crosses,
      Set<String> maps,
      boolean ownNamespaces) {
    if (bits < 1 || bits > MAX_BITS) {
      throw new IllegalArgumentException("bits must be in [1, " + MAX_BITS + "]: bits=" + bits);
    }
    this.bits = bits;
    this.categorical = new TreeSet<>(categorical);
    this.ignored = new TreeSet<>(ignored);
    this.longestIgnored = ignored.stream().mapToInt(String::length).max().orElse(0);
    this.crosses = new ArrayList<>(crosses);
    crosses.forEach(crossed::addAll);
    this.maps = new TreeSet<>(maps);
    this.ownNamespaces = ownNamespaces;
  }

  /**
   * Hashes to {@code 2^bits} coordinates, without crosses.
   *
   * @throws IllegalArgumentException if {@code bits} are not in [1, 30]
   */
  public static FeatureHasher bits(int bits) {
    return new FeatureHasher(bits, Set.of(), Set.of(), List.of(), Set.of(), false);
  }

  /** Takes the numbers of these fields for text. */
  public FeatureHasher categorical(String... fields) {
    return new FeatureHasher(
        bits, with(categorical, fields), ignored, crosses, maps, ownNamespaces);
  }

  /** Makes no features of these fields. */
  public FeatureHasher ignore(String... fields) {
    return new FeatureHasher(
        bits, categorical, with(ignored, fields), crosses, maps, ownNamespaces);
  }

  /** Adds a feature for each combination of the text of these fields. */
  public FeatureHasher cross(String... fields) {
    List<List<String>> more = new ArrayList<>(crosses);
    more.add(product(fields));
    return new FeatureHasher(bits, categorical, ignored, more, maps, ownNamespaces);
  }

  private static List<String> product(String... fields) {
    if (fields.length < 2) {
      throw new IllegalArgumentException(
          "a cross must have at least two fields: cross=" + List.of(fields));
    }
    if (fields.length > MOST_CROSSED) {
      throw new IllegalArgumentException(
          "a cross must have at most %d fields: fields=%d, cross=%s"
              .formatted(MOST_CROSSED, fields.length, Values.shown(String.join("*", fields))));
    }
    return checked(fields);
  }

  /** Takes objects in these fields for maps of numbers by name, and not for nested fields. */
  public FeatureHasher maps(String... fields) {
    return new FeatureHasher(
        bits, categorical, ignored, crosses, with(maps, fields), ownNamespaces);
  }

  /**
   * Gives every array and map the namespace of its field, as numbers and texts have it, so that
   * there may be more than one of each.
   */
  public FeatureHasher ownNamespaces() {
    return new FeatureHasher(bits, categorical, ignored, crosses, maps, true);
  }

  private static Argument<String> fields(String name, String label, String help) {
    return Argument.text(name, label, "", help);
  }

  private static Set<String> with(Set<String> names, String... more) {
    Set<String> all = new TreeSet<>(names);
    all.addAll(checked(more));
    return all;
  }

  /** Refuses names that {@link #spec} could not give back. */
  private static List<String> checked(String... names) {
    for (String name : names) {
      boolean separates =
          name.indexOf(',') >= 0 || name.indexOf('|') >= 0 || name.indexOf('*') >= 0;
      if (name.isEmpty() || separates || !name.equals(name.trim())) {
        throw new IllegalArgumentException(
            "a field name must not be empty, hold one of , | * or begin or end with a space: field="
                + Values.shown(name));
      }
    }
    return List.of(names);
  }

  /**
   * Reads a text form: {@code
   * hash:bits=18,categorical=hour|day,ignore=id,crosses=origin*hour|origin*destination}.
   *
   * @throws IllegalArgumentException with rule, name and value
   */
  public static FeatureHasher parse(String text) {
    Arguments given = Arguments.parse("features", text);
    if (!given.name().equals(SIGNATURE.name())) {
      throw given.unknown(SIGNATURE.name());
    }
    ArgumentValues arguments = SIGNATURE.read(given);
    List<List<String>> crosses = new ArrayList<>();
    for (String cross : names(arguments.get(CROSSES), "\\|")) {
      crosses.add(product(names(cross, "\\*")));
    }
    return new FeatureHasher(
        arguments.get(BITS),
        with(Set.of(), names(arguments.get(CATEGORICAL), "\\|")),
        with(Set.of(), names(arguments.get(IGNORE), "\\|")),
        crosses,
        with(Set.of(), names(arguments.get(MAPS), "\\|")),
        arguments.get(NAMESPACES).equals(OWN));
  }

  /** The text form and its arguments. */
  public static Signature signature() {
    return SIGNATURE;
  }

  private static String[] names(String text, String separator) {
    return text.isEmpty() ? new String[0] : text.split(separator, -1);
  }

  /** The text from which {@link #parse} makes an equal hasher. */
  public String spec() {
    StringBuilder text = new StringBuilder("hash:bits=").append(bits);
    if (!categorical.isEmpty()) {
      text.append(",categorical=").append(String.join("|", categorical));
    }
    if (!ignored.isEmpty()) {
      text.append(",ignore=").append(String.join("|", ignored));
    }
    if (!crosses.isEmpty()) {
      List<String> products = crosses.stream().map(c -> String.join("*", c)).toList();
      text.append(",crosses=").append(String.join("|", products));
    }
    if (!maps.isEmpty()) {
      text.append(",maps=").append(String.join("|", maps));
    }
    if (ownNamespaces) {
      text.append(",namespaces=").append(OWN);
    }
    return text.toString();
  }

  /** The fields that are named: categorical, ignored, maps or in a cross. */
  public Set<String> named() {
    Set<String> all = new TreeSet<>(categorical);
    all.addAll(ignored);
    all.addAll(maps);
    all.addAll(crossed);
    return all;
  }

  /** The fields that are in a cross and must be text for it to mean anything. */
  public Set<String> crossed() {
    return new TreeSet<>(crossed);
  }

  /** Number of coordinates that features have; a model's intercept is not among them. */
  public int dimension() {
    return 1 << bits;
  }

  boolean sharesNamespaces() {
    return !ownNamespaces;
  }

  /** Whether numbers of {@code field} are taken for text. */
  public boolean isCategorical(String field) {
    return categorical.contains(field);
  }

  /** Whether {@code field}, or an object that it is in, is ignored. */
  boolean isIgnored(String field) {
    if (ignored.isEmpty()) {
      return false;
    }
    // what is longer than all names that are ignored is none of them
    for (int end = field.indexOf('.');
        end >= 0 && end <= longestIgnored;
        end = field.indexOf('.', end + 1)) {
      if (ignored.contains(field.substring(0, end))) {
        return true;
      }
    }
    return ignored.contains(field);
  }

  /** Whether a field in the object called {@code object} is crossed. */
  boolean isCrossedBelow(String object) {
    if (crossed.isEmpty()) {
      return false;
    }
    String prefix = object + ".";
    String next = crossed.ceiling(prefix);
    return next != null && next.startsWith(prefix);
  }

  /** Whether objects in {@code field} are maps of numbers by name. */
  public boolean isMap(String field) {
    return maps.contains(field);
  }

  List<List<String>> crosses() {
    return crosses;
  }

  /**
   * The coordinate of a hashed model's intercept, which no feature has.
   *
   * @throws IllegalArgumentException if {@code bits} are not in [1, 30]
   */
  public static int intercept(int bits) {
    if (bits < 1 || bits > MAX_BITS) {
      throw new IllegalArgumentException("bits must be in [1, " + MAX_BITS + "]: bits=" + bits);
    }
    return 1 << bits;
  }

  /** The namespace of a field. */
  static int seed(String name) {
    return Murmur3.hash(name.getBytes(StandardCharsets.UTF_8), 0);
  }

  /** A builder for one thread, to be used for one example after the other. */
  @API(status = API.Status.INTERNAL)
  public HashedFeatures row() {
    return new HashedFeatures(this, KindWatch.NONE);
  }

  /** As {@link #row}, of a trainer: gathers in {@code seen} what kinds of values fields have. */
  @API(status = API.Status.INTERNAL)
  public HashedFeatures row(SeenKinds seen) {
    return new HashedFeatures(this, seen);
  }

  /** As {@link #row}, of a scorer: fields are held against what they were in training. */
  @API(status = API.Status.INTERNAL)
  public HashedFeatures row(TrainedKinds trained) {
    return new HashedFeatures(this, trained);
  }

  /**
   * The features of one example given as a map, see {@link MapFields}. Features come in the order
   * of {@code fields}; scores are equal to the bit where that is the order in which the model was
   * trained.
   *
   * @throws Refusal if a value breaks a rule
   */
  public Features hash(Map<String, ?> fields) {
    HashedFeatures row = row();
    MapFields.tell(fields, row);
    return row.finish();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureHasher that && spec().equals(that.spec());
  }

  @Override
  public int hashCode() {
    return spec().hashCode();
  }

  @Override
  public String toString() {
    return spec();
  }
}
