package io.flinksgd.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds the hashed features of one example after the other, field by field; allocates nothing but
 * the result. For one thread.
 */
public final class HashedFeatures {
  /** How many names that the hasher does not know are remembered; more are hashed each time. */
  private static final int REMEMBERED = 4096;

  /** So many slots for each feature keep two apart that do not share a coordinate, mostly. */
  private static final int SLOTS_PER_FEATURE = 256;

  private static final int MOST_SLOTS = 1 << 15;

  private static final int DENSE = FeatureHasher.seed("dense");
  private static final int SPARSE = FeatureHasher.seed("sparse");

  private final FeatureHasher hasher;
  private final int mask;
  private final boolean shared;
  private final Map<String, Field> fields = new HashMap<>();
  private final int[][] crosses;
  private final int[] crossed;
  private final boolean[] present;

  private int[] coordinate = new int[16];
  private float[] value = new float[16];
  private int size;
  private boolean onlyOnes = true;

  /** The number of the example that a slot was taken by last. */
  private int[] slot = new int[16 * SLOTS_PER_FEATURE];

  private int example = 1;
  private boolean mayRepeat;
  private final byte[] digits = new byte[16]; // of a whole number, with its sign

  /** A field as the hasher sees it. */
  public static final class Field {
    private final int seed;
    private final boolean categorical;
    private final boolean ignored;
    private final int slot;

    private Field(int seed, boolean categorical, boolean ignored, int slot) {
      this.seed = seed;
      this.categorical = categorical;
      this.ignored = ignored;
      this.slot = slot;
    }

    /** Whether no feature is made of it, so that its value need not be read. */
    public boolean ignored() {
      return ignored && slot < 0;
    }

    /** Whether numbers are taken for their text. */
    public boolean categorical() {
      return categorical;
    }
  }

  HashedFeatures(FeatureHasher hasher) {
    this.hasher = hasher;
    this.mask = hasher.dimension() - 1;
    this.shared = hasher.sharesNamespaces();
    Set<String> names = new LinkedHashSet<>();
    hasher.crosses().forEach(names::addAll);
    List<String> slots = List.copyOf(names);
    for (int slot = 0; slot < slots.size(); slot++) {
      fields.put(slots.get(slot), newField(slots.get(slot), slot));
    }
    this.crosses = new int[hasher.crosses().size()][];
    for (int c = 0; c < crosses.length; c++) {
      crosses[c] = hasher.crosses().get(c).stream().mapToInt(slots::indexOf).toArray();
    }
    this.crossed = new int[slots.size()];
    this.present = new boolean[slots.size()];
  }

  /** The field called {@code name}; look it up once where names repeat. */
  public Field field(String name) {
    Field field = fields.get(name);
    if (field == null) {
      field = newField(name, -1);
      if (fields.size() < REMEMBERED) {
        fields.put(name, field);
      }
    }
    return field;
  }

  private Field newField(String name, int slot) {
    return new Field(
        FeatureHasher.seed(name), hasher.isCategorical(name), hasher.isIgnored(name), slot);
  }

  /** A field that is text, or boolean. */
  public void text(Field field, String text) {
    text(field, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A field that is text in UTF-8. */
  public void text(Field field, byte[] utf8) {
    text(field, utf8, 0, utf8.length);
  }

  /** A field that is text: {@code length} bytes of {@code utf8}. */
  public void text(Field field, byte[] utf8, int from, int length) {
    category(field, Murmur3.hash(utf8, from, length, field.seed));
  }

  /** A field that is text: {@code length} characters of {@code chars}. */
  public void text(Field field, char[] chars, int from, int length) {
    if (Murmur3.areAscii(chars, from, length)) {
      category(field, Murmur3.hash(chars, from, length, field.seed));
    } else {
      text(field, new String(chars, from, length));
    }
  }

  /** A field that is a number. */
  public void number(Field field, double x) {
    if (!field.categorical) {
      if (!field.ignored) {
        add(field.seed, (float) x);
      }
    } else if (x == Math.rint(x) && Math.abs(x) < 1e15) {
      whole(field, (long) x);
    } else {
      text(field, Double.toString(x));
    }
  }

  /** A field whose text is that of a whole number of at most 15 digits. */
  private void whole(Field field, long x) {
    byte[] to = digits;
    int from = to.length;
    long rest = Math.abs(x);
    do {
      to[--from] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    if (x < 0) {
      to[--from] = '-';
    }
    category(field, Murmur3.hash(to, from, to.length - from, field.seed));
  }

  /** Element {@code j} of a field that is an array of numbers. */
  public void element(Field field, int j, float x) {
    add(Murmur3.hash(j, shared ? DENSE : field.seed), x);
  }

  /** An entry of a field that is a map of numbers by name. */
  public void entry(Field field, String name, float x) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    add(Murmur3.hash(utf8, shared ? SPARSE : field.seed), x);
  }

  private void category(Field field, int hash) {
    if (field.slot >= 0) {
      crossed[field.slot] = hash;
      present[field.slot] = true;
    }
    if (!field.ignored) {
      add(hash, 1f);
    }
  }

  private void add(int hash, float x) {
    if (size == coordinate.length) {
      grow();
    }
    int c = hash & mask;
    int at = c & (slot.length - 1);
    mayRepeat |= slot[at] == example;
    slot[at] = example;
    coordinate[size] = c;
    value[size] = x;
    size++;
    onlyOnes &= x == 1f;
  }

  private void grow() {
    coordinate = Arrays.copyOf(coordinate, size * 2);
    value = Arrays.copyOf(value, size * 2);
    slot = new int[Math.min(MOST_SLOTS, coordinate.length * SLOTS_PER_FEATURE)];
    mayRepeat = true;
  }

  /** The features of the example, crosses included; the row is empty afterwards. */
  public Features finish() {
    for (int[] cross : crosses) {
      cross(cross);
    }
    int[] indices = Arrays.copyOf(coordinate, size);
    float[] values = onlyOnes ? null : Arrays.copyOf(value, size);
    Features features = Features.Sparse.of(indices, values, mayRepeat);
    clear();
    return features;
  }

  private void cross(int[] slots) {
    int hash = crossed[slots[0]];
    boolean all = present[slots[0]];
    for (int i = 1; i < slots.length && all; i++) {
      all = present[slots[i]];
      hash = Murmur3.hash(crossed[slots[i]], hash);
    }
    if (all) {
      add(hash, 1f);
    }
  }

  /** Forgets the fields of an example that was not finished. */
  public void clear() {
    size = 0;
    onlyOnes = true;
    example++;
    mayRepeat = false;
    Arrays.fill(present, false);
  }
}
