package io.flinksgd.gradient;

import io.flinksgd.model.Origin;
import java.util.Arrays;

/**
 * A mini-batch in columns: rows of (position, value) entries, one row for each example. A position
 * is the number of the entry's coordinate among the batch's distinct coordinates, and so its place
 * in the view. Arrays grow as needed and are reused after {@link #clear}; nothing is allocated for
 * an example in the steady state. Fields are open to the worker's inner loops; not thread-safe.
 */
public final class MiniBatch {
  private final Numbering numbering;
  private final int[] single = new int[1];
  private int size;
  private int entries;
  private int distinct;

  /** Row {@code e} has the entries {@code row[e]} (inclusive) to {@code row[e + 1]} (exclusive). */
  public int[] row;

  /** Which of the distinct coordinates each entry is of. */
  public int[] position;

  /** The value of each entry. */
  public float[] value;

  /**
   * The distinct coordinates by number; {@link #distinct} of them. Unused when the whole model is
   * pulled.
   */
  public int[] coordinate;

  /** The label of each example. */
  public float[] label;

  /** The importance of each example. */
  public float[] weight;

  /** The event time of each example, in milliseconds. */
  public long[] eventTime;

  /** The caller's key of each example. */
  public String[] key;

  /** Where each example came from. */
  public Origin[] origin;

  /**
   * An empty batch with room for {@code examples}; it grows when more come.
   *
   * @param numbering shared with the other batches of a worker, of which one is filled at a time
   */
  public MiniBatch(int examples, Numbering numbering) {
    this.numbering = numbering;
    int rows = Math.max(1, examples);
    row = new int[rows + 1];
    label = new float[rows];
    weight = new float[rows];
    eventTime = new long[rows];
    key = new String[rows];
    origin = new Origin[rows];
    position = new int[rows * 8];
    value = new float[rows * 8];
    coordinate = new int[rows * 8];
  }

  /** Number of examples. */
  public int size() {
    return size;
  }

  /** Number of entries of all examples together. */
  public int entries() {
    return entries;
  }

  /** Number of distinct coordinates, 0 when the whole model is pulled. */
  public int distinct() {
    return distinct;
  }

  /** Adds one entry to the example that the next {@link #endExample} closes. */
  public void entry(int coordinate, float value) {
    single[0] = coordinate;
    room(1);
    this.value[entries] = value;
    number(single, 1);
  }

  /** Adds {@code n} entries to the example that the next {@link #endExample} closes. */
  public void entries(int[] coordinates, float[] values, int n) {
    room(n);
    float[] to = value;
    int at = entries;
    for (int k = 0; k < n; k++) {
      to[at + k] = values[k];
    }
    number(coordinates, n);
  }

  private void number(int[] coordinates, int n) {
    distinct = numbering.number(coordinates, n, position, entries, coordinate, distinct);
    entries += n;
  }

  private void room(int n) {
    if (entries + n > position.length) {
      int length = Math.max(entries + n, position.length * 2);
      position = Arrays.copyOf(position, length);
      value = Arrays.copyOf(value, length);
    }
    if (distinct + n > coordinate.length) {
      coordinate = Arrays.copyOf(coordinate, Math.max(distinct + n, coordinate.length * 2));
    }
  }

  /** Closes the example whose entries were added since the last call. */
  public void endExample(float label, float weight, long eventTime, String key, Origin origin) {
    if (size == this.label.length) {
      growRows();
    }
    this.label[size] = label;
    this.weight[size] = weight;
    this.eventTime[size] = eventTime;
    this.key[size] = key;
    this.origin[size] = origin;
    size++;
    row[size] = entries;
  }

  private void growRows() {
    int n = Math.max(1, label.length * 2);
    row = Arrays.copyOf(row, n + 1);
    label = Arrays.copyOf(label, n);
    weight = Arrays.copyOf(weight, n);
    eventTime = Arrays.copyOf(eventTime, n);
    key = Arrays.copyOf(key, n);
    origin = Arrays.copyOf(origin, n);
  }

  /** A batch with the same examples that shares no array with this one; not to be added to. */
  public MiniBatch copy() {
    MiniBatch copy = new MiniBatch(0, numbering);
    copy.row = Arrays.copyOf(row, size + 1);
    copy.label = Arrays.copyOf(label, size);
    copy.weight = Arrays.copyOf(weight, size);
    copy.eventTime = Arrays.copyOf(eventTime, size);
    copy.key = Arrays.copyOf(key, size);
    copy.origin = Arrays.copyOf(origin, size);
    copy.position = Arrays.copyOf(position, entries);
    copy.value = Arrays.copyOf(value, entries);
    copy.coordinate = Arrays.copyOf(coordinate, distinct);
    copy.size = size;
    copy.entries = entries;
    copy.distinct = distinct;
    return copy;
  }

  /**
   * A batch of columns that were written by an earlier life; not to be added to.
   *
   * @param coordinate the distinct coordinates
   * @param row as {@link #row}; its length is one more than the number of examples
   */
  public static MiniBatch of(int[] coordinate, int[] position, float[] value, int[] row) {
    MiniBatch batch = new MiniBatch(row.length - 1, Numbering.identity());
    batch.coordinate = coordinate;
    batch.position = position;
    batch.value = value;
    batch.row = row;
    batch.size = row.length - 1;
    batch.entries = position.length;
    batch.distinct = coordinate.length;
    return batch;
  }

  /** Empties the batch and keeps its arrays. */
  public void clear() {
    Arrays.fill(key, 0, size, null);
    Arrays.fill(origin, 0, size, null);
    size = 0;
    entries = 0;
    distinct = 0;
  }
}
