// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A field as a hasher sees it. For one thread. */
final class HashedField extends Field {
  private static final int DENSE = FeatureHasher.seed("dense");
  private static final int SPARSE = FeatureHasher.seed("sparse");

  /** What its values are part of. */
  private enum Place {
    FIELD,
    ELEMENT,
    ENTRY
  }

  private final Place place;

  /** The namespace of its texts. */
  final int seed;

  /** The hash of its coordinate if it is a number; of an element the namespace of positions. */
  final int number;

  /** Whether numbers are taken for their text. */
  final boolean categorical;

  /** Whether no feature is made of it alone. */
  final boolean silent;

  /** Its index among the crossed fields; negative if it is in no cross. */
  final int slot;

  /** How many objects are around it. */
  final int depth;

  /** The kind of its values that are numbers. */
  final FieldKind numeric;

  /** Whether it had no number so far, see {@link KindWatch}. */
  boolean newNumber;

  /** Whether it had no category so far. */
  boolean newCategory;

  /** Whether it had no object so far. */
  boolean newObject;

  /** The field of its elements, if it may be an array; else null. */
  final HashedField element;

  private final FeatureHasher hasher;
  private final boolean map;
  private Map<String, HashedField> members = Map.of();

  /** A field called {@code name}, in no object. */
  HashedField(FeatureHasher hasher, String name, int slot) {
    this(hasher, name, slot, 0, FeatureHasher.seed(name));
  }

  private HashedField(FeatureHasher hasher, String name, int slot, int depth, int number) {
    super(name, hasher.isIgnored(name) && slot < 0 && !hasher.isCrossedBelow(name));
    this.place = Place.FIELD;
    this.hasher = hasher;
    this.seed = FeatureHasher.seed(name);
    this.number = number;
    this.categorical = hasher.isCategorical(name);
    this.silent = hasher.isIgnored(name);
    this.slot = slot;
    this.depth = depth;
    this.map = hasher.isMap(name);
    this.numeric = FieldKind.NUMBER;
    this.element = new HashedField(this, Place.ELEMENT, hasher.sharesNamespaces() ? DENSE : seed);
  }

  @Override
  public boolean isCategory() {
    return categorical;
  }

  /** What is in {@code field}. */
  private HashedField(HashedField field, Place place, int number) {
    super(field.name(), false);
    this.place = place;
    this.hasher = field.hasher;
    this.seed = field.seed;
    this.number = number;
    this.categorical = field.categorical && place == Place.ELEMENT;
    this.silent = field.silent;
    this.slot = place == Place.ELEMENT ? field.slot : -1;
    this.depth = field.depth;
    this.map = false;
    this.numeric = FieldKind.NUMBERS;
    this.element = null;
  }

  /** That {@code bits} are the sum of the kinds that are no news. */
  void known(int bits) {
    newNumber = (bits & numeric.bit()) == 0;
    newCategory = (bits & FieldKind.CATEGORY.bit()) == 0;
    newObject = (bits & FieldKind.OBJECT.bit()) == 0;
  }

  /** Whether it is neither an element nor an entry. */
  boolean isField() {
    return place == Place.FIELD;
  }

  /** Whether it is an element of an array. */
  boolean isElement() {
    return place == Place.ELEMENT;
  }

  /** Whether it is an entry of a map of numbers. */
  boolean isEntry() {
    return place == Place.ENTRY;
  }

  /** Whether its members are the entries of a map of numbers. */
  boolean isMap() {
    return map;
  }

  /** Its entry called {@code key}, if it is a map. */
  HashedField entry(String key) {
    int namespace = hasher.sharesNamespaces() ? SPARSE : seed;
    return new HashedField(this, Place.ENTRY, hash(key, namespace));
  }

  /** Its member called {@code key} that was remembered, or null. */
  HashedField remembered(String key) {
    return members.get(key);
  }

  void remember(String key, HashedField member) {
    if (members.isEmpty()) {
      members = new HashMap<>();
    }
    members.put(key, member);
  }

  /** Its member called {@code key}, which is the field {@code path}. */
  HashedField member(String key, String path, int memberSlot) {
    boolean shared = hasher.sharesNamespaces() && depth == 0;
    int hash = shared ? hash(key, SPARSE) : FeatureHasher.seed(path);
    return new HashedField(hasher, path, memberSlot, depth + 1, hash);
  }

  private static int hash(String text, int seed) {
    return Murmur3.hash(text.getBytes(StandardCharsets.UTF_8), seed);
  }
}
