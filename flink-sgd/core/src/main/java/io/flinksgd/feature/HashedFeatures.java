// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import io.flinksgd.example.Features;
import io.flinksgd.example.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds the hashed features of one example after the other, as {@link FeatureHasher} says;
 * allocates nothing but the result. For one thread.
 */
final class HashedFeatures implements FeatureRow {
  /** How many names are remembered; more, and longer ones, are hashed each time. */
  private static final int REMEMBERED = 4096;

  private static final int LONGEST_REMEMBERED = 256;

  /** Enough that two features with different coordinates rarely meet in one slot. */
  private static final int SLOTS_PER_FEATURE = 256;

  private static final int MOST_SLOTS = 1 << 15;

  /** Levels of nested objects. */
  static final int MAX_DEPTH = 32;

  private static final String SCALAR = "a text, a number or a truth value";

  private final FeatureHasher hasher;
  private final KindWatch watch;

  /** The fields of this record whose value is of a kind that they did not have before. */
  private final List<HashedField> news = new ArrayList<>(0);

  private boolean hasNews;

  private final int mask;
  private final Map<String, HashedField> fields = new HashMap<>();
  private int remembered;
  private final Crosses crosses;

  private int[] coordinate = new int[16];
  private float[] value = new float[16];
  private int size;
  private boolean onlyOnes = true;

  /** For each slot, the number of the last example that used it. */
  private int[] slot = new int[16 * SLOTS_PER_FEATURE];

  private int example = 1;
  private boolean mayRepeat;

  private final Bag bag = new Bag();
  private int position; // in the current array
  private boolean numbers; // whether an element was a number
  private final byte[] digits = new byte[20]; // of a long, with its sign

  HashedFeatures(FeatureHasher hasher, KindWatch watch) {
    this.hasher = hasher;
    this.watch = watch;
    this.mask = hasher.dimension() - 1;
    this.crosses = new Crosses(hasher.crosses());
  }

  @Override
  public void begin() {
    if (hasNews) {
      endNews(false);
    }
    size = 0;
    onlyOnes = true;
    example++;
    mayRepeat = false;
    crosses.clear();
  }

  @Override
  public Field field(String name) {
    HashedField field = fields.get(name);
    if (field == null) {
      field = watched(new HashedField(hasher, name, crosses.slot(name)));
      if (remembers(name)) {
        fields.put(name, field);
      }
    }
    return field;
  }

  @Override
  public Optional<SeenKinds> seen() {
    return watch instanceof SeenKinds seen ? Optional.of(seen) : Optional.empty();
  }

  private HashedField watched(HashedField field) {
    int known = watch.known(field.name());
    field.known(known);
    field.element.known(known);
    return field;
  }

  private void tell(HashedField field, FieldKind kind) throws Refusal {
    hasNews = true;
    news.add(field);
    field.known(FieldKind.ALL); // one is enough for a record
    watch.news(field, kind);
  }

  private void endNews(boolean accepted) {
    watch.ended(accepted);
    for (HashedField field : news) {
      field.known(watch.known(field.name()));
    }
    news.clear();
    hasNews = false;
  }

  private boolean remembers(String name) {
    boolean room = remembered < REMEMBERED && name.length() <= LONGEST_REMEMBERED;
    remembered += room ? 1 : 0;
    return room;
  }

  @Override
  public Field member(Field object, String name) throws Refusal {
    HashedField in = (HashedField) object;
    if (in.isMap()) {
      return in.entry(name);
    }
    HashedField member = in.remembered(name);
    if (member == null) {
      if (in.depth == MAX_DEPTH) {
        throw Values.not("nested at most " + MAX_DEPTH + " deep", object, "{...}");
      }
      String path = Field.path(object, name);
      member = watched(in.member(name, path, crosses.slot(path)));
      if (remembers(path)) {
        in.remember(name, member);
      }
    }
    return member;
  }

  @Override
  public void absent(Field field) {
    position++;
  }

  @Override
  public void text(Field field, byte[] utf8, int from, int length) throws Refusal {
    if (Values.isNonFinite(utf8, from, length) && !field.isCategory()) {
      throw Values.notNumber(field, Values.text(utf8, from, length)); // a number was meant
    }
    category(field, utf8, from, length);
  }

  private void category(Field field, byte[] utf8, int from, int length) throws Refusal {
    HashedField to = (HashedField) field;
    category(to, Murmur3.hash(utf8, from, length, to.seed));
  }

  @Override
  public void text(Field field, char[] chars, int from, int length) throws Refusal {
    if (Murmur3.areAscii(chars, from, length) && !Values.isNonFinite(chars, from, length)) {
      HashedField to = (HashedField) field;
      category(to, Murmur3.hash(chars, from, length, to.seed));
    } else {
      text(field, new String(chars, from, length));
    }
  }

  @Override
  public void truth(Field field, boolean x) throws Refusal {
    text(field, Boolean.toString(x));
  }

  @Override
  public void number(Field field, double x) throws Refusal {
    HashedField to = (HashedField) field;
    if (!to.categorical) {
      number(to, Values.finite(field, x));
    } else if (x == Math.rint(x) && Math.abs(x) < 0x1p63) {
      digits(to, (long) x);
    } else if (Double.isFinite(x)) {
      text(field, Double.toString(x));
    } else {
      throw Values.notFinite(field, x);
    }
  }

  @Override
  public void whole(Field field, long x) throws Refusal {
    HashedField to = (HashedField) field;
    if (to.categorical) {
      digits(to, x);
    } else {
      number(to, (float) (double) x);
    }
  }

  @Override
  public void whole(Field field, double nearest, byte[] digits, int from, int length)
      throws Refusal {
    if (((HashedField) field).categorical) {
      category(field, digits, from, length);
    } else {
      number((HashedField) field, Values.finite(field, nearest));
    }
  }

  /** The category that {@code x} names: its digits. */
  private void digits(HashedField field, long x) throws Refusal {
    byte[] to = digits;
    int from = to.length;
    long rest = x;
    do {
      to[--from] = (byte) ('0' + Math.abs(rest % 10));
      rest /= 10;
    } while (rest != 0);
    if (x < 0) {
      to[--from] = '-';
    }
    category(field, to, from, to.length - from);
  }

  private void number(HashedField field, float x) throws Refusal {
    if (field.newNumber) {
      tell(field, field.numeric);
    }
    if (field.silent) {
      return;
    }
    if (!field.isElement()) {
      add(field.number, x);
    } else if (bag.size() > 0) {
      throw mixed(field);
    } else {
      numbers = true;
      add(Murmur3.hash(position++, field.number), x);
    }
  }

  private void category(HashedField field, int hash) throws Refusal {
    if (field.newCategory) {
      tell(field, FieldKind.CATEGORY);
    }
    if (!field.isField()) {
      element(field, hash);
      return;
    }
    if (field.slot >= 0) {
      crosses.set(field.slot, hash);
    }
    if (!field.silent) {
      add(hash, 1f);
    }
  }

  private void element(HashedField field, int hash) throws Refusal {
    if (field.isEntry()) {
      throw Values.not("an object of numbers", field, "{...}");
    }
    if (numbers) {
      throw mixed(field);
    }
    bag.add(hash);
  }

  private static Refusal mixed(Field field) {
    return Values.not("an array of numbers or an array of categories", field, "[...]");
  }

  @Override
  public void beginObject(Field field) throws Refusal {
    HashedField object = (HashedField) field;
    if (!object.isField()) {
      throw Values.not(SCALAR, field, "{...}");
    }
    if (object.newObject) {
      tell(object, FieldKind.OBJECT);
    }
  }

  @Override
  public Field beginArray(Field field) throws Refusal {
    Field element = ((HashedField) field).element;
    if (element == null) {
      throw Values.not(SCALAR, field, "[...]");
    }
    bag.clear();
    position = 0;
    numbers = false;
    return element;
  }

  @Override
  public void times(Field element, int count) {
    bag.times(count);
  }

  @Override
  public void endArray(Field element) {
    HashedField field = (HashedField) element;
    bag.weigh();
    if (field.slot >= 0 && bag.size() > 0) {
      crosses.set(field.slot, bag);
    }
    for (int i = 0; i < bag.size() && !field.silent; i++) {
      add(bag.hash(i), bag.weight(i));
    }
  }

  /** A feature. */
  void add(int hash, float x) {
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

  @Override
  public Features finish() {
    crosses.addTo(this);
    int[] indices = Arrays.copyOf(coordinate, size);
    float[] values = onlyOnes ? null : Arrays.copyOf(value, size);
    Features features = Features.Sparse.of(indices, values, mayRepeat);
    if (hasNews) {
      endNews(true);
    }
    begin();
    return features;
  }
}
