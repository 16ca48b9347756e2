package io.flinksgd.model;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Turns named fields into coordinates by hashing (Weinberger et al., "Feature Hashing for Large
 * Scale Multitask Learning", ICML 2009). Training and scoring use the same hasher, whose {@link
 * #spec} every published manifest carries.
 *
 * <p>The mapping, which never changes; {@code H} is {@link Murmur3} of UTF-8 bytes with a seed,
 * {@code mask = 2^bits - 1}:
 *
 * <ul>
 *   <li>a field is a namespace: {@code seed = H(name, 0)}
 *   <li>text (and boolean) {@code v}: coordinate {@code H(v, seed) & mask}, value 1
 *   <li>a number {@code x}: coordinate {@code seed & mask}, value {@code x}; in a field declared
 *       categorical it is text: whole numbers without a fraction, others as {@link Double#toString}
 *   <li>element {@code j} of a dense array {@code x}: coordinate {@code H(j, H("dense", 0)) &
 *       mask}, value {@code x_j}
 *   <li>entry {@code (name, x)} of a sparse map: coordinate {@code H(name, H("sparse", 0)) & mask},
 *       value {@code x}
 *   <li>with {@code namespaces=own}, arrays and maps have the namespace of their field: {@code H(j,
 *       seed)} and {@code H(name, seed)}
 *   <li>a cross of fields with text hashes {@code h_1, h_2, ...}: coordinate {@code H(h_2, h_1) &
 *       mask}, a third field {@code H(h_3, ...)}, and so on; value 1, when all of them have text
 * </ul>
 *
 * <p>The model's intercept is behind all of these: coordinate {@code 2^bits}.
 */
public final class FeatureHasher implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MAX_BITS = 30;
  private static final String SHARED = "shared";
  private static final String OWN = "own";

  private final int bits;
  private final Set<String> categorical;
  private final Set<String> ignored;
  private final List<List<String>> crosses;
  private final boolean ownNamespaces;

  private FeatureHasher(
      int bits,
      Set<String> categorical,
      Set<String> ignored,
      List<List<String>> crosses,
      boolean ownNamespaces) {
    if (bits < 1 || bits > MAX_BITS) {
      throw new IllegalArgumentException("bits must be in [1, " + MAX_BITS + "]: bits=" + bits);
    }
    this.bits = bits;
    this.categorical = new TreeSet<>(categorical);
    this.ignored = new TreeSet<>(ignored);
    this.crosses = new ArrayList<>(crosses);
    this.ownNamespaces = ownNamespaces;
  }

  /** Hashes to {@code 2^bits} coordinates, without crosses. */
  public static FeatureHasher bits(int bits) {
    return new FeatureHasher(bits, Set.of(), Set.of(), List.of(), false);
  }

  /** Takes the numbers of these fields for text. */
  public FeatureHasher categorical(String... fields) {
    return new FeatureHasher(bits, with(categorical, fields), ignored, crosses, ownNamespaces);
  }

  /** Makes no features of these fields. */
  public FeatureHasher ignore(String... fields) {
    return new FeatureHasher(bits, categorical, with(ignored, fields), crosses, ownNamespaces);
  }

  /** Adds a feature for each combination of the text of these fields. */
  public FeatureHasher cross(String... fields) {
    if (fields.length < 2) {
      throw new IllegalArgumentException(
          "a cross must have at least two fields: cross=" + List.of(fields));
    }
    List<List<String>> more = new ArrayList<>(crosses);
    more.add(checked(fields));
    return new FeatureHasher(bits, categorical, ignored, more, ownNamespaces);
  }

  /**
   * Gives every array and map the namespace of its field, as numbers and texts have it, so that
   * there may be more than one of each.
   */
  public FeatureHasher ownNamespaces() {
    return new FeatureHasher(bits, categorical, ignored, crosses, true);
  }

  private static Set<String> with(Set<String> names, String... more) {
    Set<String> all = new TreeSet<>(names);
    all.addAll(checked(more));
    return all;
  }

  /** Refuses names that {@link #spec} could not give back. */
  private static List<String> checked(String... names) {
    for (String name : names) {
      if (name.isEmpty() || !name.equals(name.trim()) || name.matches("(?s).*[,|*].*")) {
        throw new IllegalArgumentException(
            "a field name must not be empty, hold one of , | * or begin or end with a space: field="
                + name);
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
    Spec spec = Spec.parse("features", text).positional("bits");
    if (!spec.name().equals("hash")) {
      throw spec.unknown("hash");
    }
    FeatureHasher hasher =
        bits(spec.whole("bits", 18))
            .categorical(names(spec.text("categorical", ""), "\\|"))
            .ignore(names(spec.text("ignore", ""), "\\|"));
    for (String cross : names(spec.text("crosses", ""), "\\|")) {
      hasher = hasher.cross(names(cross, "\\*"));
    }
    String namespaces = spec.text("namespaces", SHARED);
    spec.done();
    return switch (namespaces) {
      case SHARED -> hasher;
      case OWN -> hasher.ownNamespaces();
      default ->
          throw new IllegalArgumentException(
              "namespaces must be shared or own: namespaces=" + namespaces);
    };
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
    if (ownNamespaces) {
      text.append(",namespaces=").append(OWN);
    }
    return text.toString();
  }

  /** The fields that are named: categorical, ignored or in a cross. */
  public Set<String> named() {
    Set<String> all = new TreeSet<>(categorical);
    all.addAll(ignored);
    crosses.forEach(all::addAll);
    return all;
  }

  /** The fields that are in a cross and must be text for it to mean anything. */
  public Set<String> crossed() {
    Set<String> all = new TreeSet<>();
    crosses.forEach(all::addAll);
    return all;
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

  boolean isIgnored(String field) {
    return ignored.contains(field);
  }

  List<List<String>> crosses() {
    return crosses;
  }

  /** The coordinate of a hashed model's intercept, which no feature has. */
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
  public HashedFeatures row() {
    return new HashedFeatures(this);
  }

  /**
   * The features of one example given as a map: text, booleans and numbers under their field;
   * {@code dense} may be a {@code float[]} or {@code double[]}, {@code sparse} a map from name to
   * number, taken in the order of the names. Features come in the order of {@code fields}; scores
   * are equal to the bit where that is the order in which the model was trained.
   *
   * @throws IllegalArgumentException if a value is of another type
   */
  public Features hash(Map<String, ?> fields) {
    HashedFeatures row = row();
    fields.forEach((name, value) -> add(row, name, value));
    return row.finish();
  }

  private void add(HashedFeatures row, String name, Object value) {
    HashedFeatures.Field field = row.field(name);
    if (field.ignored() || (isIgnored(name) && !hasText(value))) {
      return;
    }
    if (value instanceof float[] dense) {
      for (int j = 0; j < dense.length; j++) {
        row.element(field, j, dense[j]);
      }
    } else if (value instanceof double[] dense) {
      for (int j = 0; j < dense.length; j++) {
        row.element(field, j, (float) dense[j]);
      }
    } else if (value instanceof Map<?, ?> sparse
        && sparse.values().stream().allMatch(Number.class::isInstance)) {
      Map<String, Number> sorted = new TreeMap<>();
      sparse.forEach((key, x) -> sorted.put(key.toString(), (Number) x));
      sorted.forEach((key, x) -> row.entry(field, key, x.floatValue()));
    } else if (value instanceof Number number) {
      row.number(field, number.doubleValue());
    } else if (value instanceof CharSequence || value instanceof Boolean) {
      row.text(field, value.toString());
    } else {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a field must be text, boolean, number, dense array or sparse map: %s=%s",
              name,
              value));
    }
  }

  private static boolean hasText(Object value) {
    return value instanceof CharSequence || value instanceof Boolean || value instanceof Number;
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
