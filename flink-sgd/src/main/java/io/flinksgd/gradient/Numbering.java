package io.flinksgd.gradient;

import java.util.Arrays;

/**
 * Numbers the distinct coordinates of a batch in the order in which they appear. One serves all
 * batches of a worker, of which one is filled at a time, and its slots are never cleared between
 * batches. Small models are indexed directly; for others the slots are an open-addressing hash
 * table in proportion to the batch, so that cost and space do not grow with the model: there a slot
 * counts as taken only if the number in it leads back to the slot (the sparse set of Briggs and
 * Torczon, 1993).
 *
 * <p>Not thread-safe.
 */
public final class Numbering {
  private static final int GOLDEN = 0x9E3779B9;
  private static final int DIRECT = 1 << 20;
  private static final int LAST_BASE = 1 << 30;

  private final boolean identity;
  private final boolean direct;
  private int[] slots;
  private int[] slotOf = {};
  private int base = 1;
  private int given;

  private Numbering(boolean identity, boolean direct, int slots) {
    this.identity = identity;
    this.direct = direct;
    this.slots = new int[slots];
  }

  /** For models that are pulled as a whole: a coordinate's number is the coordinate. */
  public static Numbering identity() {
    return new Numbering(true, false, 0);
  }

  /** For models of {@code dimension} coordinates of which a batch touches some. */
  public static Numbering of(int dimension) {
    return dimension <= DIRECT
        ? new Numbering(false, true, dimension)
        : new Numbering(false, false, 4096);
  }

  /**
   * Numbers {@code n} coordinates.
   *
   * @param coordinate the coordinates
   * @param number receives their numbers, from {@code at} on
   * @param distinct the batch's distinct coordinates by number, with room for {@code n} more
   * @param known how many distinct coordinates the batch has already
   * @return how many it has now
   */
  int number(int[] coordinate, int n, int[] number, int at, int[] distinct, int known) {
    if (identity) {
      System.arraycopy(coordinate, 0, number, at, n);
      return 0;
    }
    return direct
        ? numberDirectly(coordinate, n, number, at, distinct, known)
        : numberByHash(coordinate, n, number, at, distinct, known);
  }

  /**
   * A slot holds {@code base + number}; what an earlier batch left there is less than {@code base}.
   */
  private int numberDirectly(
      int[] coordinate, int n, int[] number, int at, int[] distinct, int known) {
    if (known == 0) {
      beginBatch();
    }
    int[] slots = this.slots;
    int base = this.base;
    int count = known;
    for (int k = 0; k < n; k++) {
      int c = coordinate[k];
      int found = slots[c] - base;
      if (found < 0) {
        found = count;
        slots[c] = base + count;
        distinct[count++] = c;
      }
      number[at + k] = found;
    }
    given = count;
    return count;
  }

  private void beginBatch() {
    base += given;
    given = 0;
    if (base > LAST_BASE) {
      Arrays.fill(slots, 0);
      base = 1;
    }
  }

  private int numberByHash(
      int[] coordinate, int n, int[] number, int at, int[] distinct, int known) {
    if (2 * (known + n) > slots.length) {
      rehash(4 * (known + n), distinct, known);
    }
    if (slotOf.length < distinct.length) {
      slotOf = Arrays.copyOf(slotOf, distinct.length);
    }
    int count = known;
    for (int k = 0; k < n; k++) {
      int c = coordinate[k];
      int slot = slot(c, distinct, count);
      int found = slots[slot];
      if (found >= count || slotOf[found] != slot) {
        found = count;
        take(slot, count);
        distinct[count++] = c;
      }
      number[at + k] = found;
    }
    return count;
  }

  /** The slot that holds {@code c}, or the free one where it belongs. */
  private int slot(int c, int[] distinct, int count) {
    int mask = slots.length - 1;
    int slot = (c * GOLDEN) >>> (32 - Integer.numberOfTrailingZeros(slots.length));
    int found = slots[slot];
    while (found < count && slotOf[found] == slot && distinct[found] != c) {
      slot = (slot + 1) & mask;
      found = slots[slot];
    }
    return slot;
  }

  private void take(int slot, int number) {
    slots[slot] = number;
    slotOf[number] = slot;
  }

  private void rehash(int room, int[] distinct, int known) {
    slots = new int[Integer.highestOneBit(room) << 1];
    slotOf = new int[distinct.length];
    for (int number = 0; number < known; number++) {
      take(slot(distinct[number], distinct, number), number);
    }
  }
}
