// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.feature;

import java.util.HashMap;
import java.util.Map;

/**
 * Gathers which kinds of values fields have. Of at most {@link #MAX_FIELDS} fields with at most
 * {@link #MAX_CHARACTERS} in all their names together; of those beyond nothing is known, and {@link
 * FieldKinds#complete} says so. For one thread.
 */
public final class SeenKinds implements KindWatch {
  /** Most fields. */
  static final int MAX_FIELDS = 4096;

  /** Most characters of all names: what is published stays far below a record's limit. */
  static final int MAX_CHARACTERS = 1 << 16;

  private final Map<String, Integer> seen = new HashMap<>();
  private final Map<String, Integer> pending = new HashMap<>();
  private final Map<String, Integer> fresh = new HashMap<>();
  private int characters;
  private boolean complete = true;
  private boolean isNew;
  private FieldKinds all = FieldKinds.UNKNOWN;

  @Override
  public int known(String field) {
    Integer bits = seen.get(field);
    if (bits != null) {
      return bits;
    }
    if (hasRoom(field)) {
      return 0;
    }
    isNew |= complete;
    complete = false;
    return FieldKind.ALL;
  }

  private boolean hasRoom(String field) {
    return seen.size() < MAX_FIELDS && field.length() <= MAX_CHARACTERS - characters;
  }

  @Override
  public void news(Field field, FieldKind kind) {
    pending.merge(field.name(), kind.bit(), SeenKinds::both);
  }

  @Override
  public void ended(boolean accepted) {
    if (accepted) {
      pending.forEach(this::add);
    }
    pending.clear();
  }

  private static int both(int some, int others) {
    return some | others;
  }

  /** Adds what others have seen. */
  public void add(FieldKinds others) {
    others.bits().forEach(this::add);
    if (!others.complete()) {
      isNew |= complete;
      complete = false;
    }
  }

  private void add(String field, int bits) {
    int before = known(field);
    if ((before | bits) == before) {
      return;
    }
    if (before == 0) {
      characters += field.length();
    }
    seen.put(field, before | bits);
    fresh.merge(field, bits & ~before, SeenKinds::both);
    isNew = true;
  }

  /** Whether there is something that {@link #takeNews} has not given. */
  public boolean hasNews() {
    return isNew;
  }

  /** What has been seen for the first time since this was called last. */
  public FieldKinds takeNews() {
    FieldKinds news = new FieldKinds(fresh, complete);
    fresh.clear();
    isNew = false;
    return news;
  }

  /** Whether no field was left out. */
  public boolean isComplete() {
    return complete;
  }

  /** Whether {@code field} has had values of several kinds. */
  public boolean isMixed(String field) {
    return Integer.bitCount(seen.getOrDefault(field, 0)) > 1;
  }

  /** The kinds that {@code field} has had, in words. */
  public String words(String field) {
    return FieldKind.words(seen.getOrDefault(field, 0));
  }

  /** All that has been seen. */
  public FieldKinds all() {
    if (all.complete() != complete || !all.bits().equals(seen)) {
      all = new FieldKinds(seen, complete);
    }
    return all;
  }
}
