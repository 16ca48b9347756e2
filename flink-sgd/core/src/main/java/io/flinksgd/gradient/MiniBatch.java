// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.gradient;

import io.flinksgd.example.Origin;
import java.util.Arrays;
import java.util.BitSet;
import org.apiguardian.api.API;

/**
 * A mini-batch in columns: rows of (position, value) entries, one row for each example. Once the
 * batch is full and {@link #number}ed, a position is the number of the entry's coordinate among the
 * batch's distinct coordinates, and so its place in the view. Arrays grow as needed and are reused
 * after {@link #clear}; nothing is allocated for an example in the steady state. Fields are open to
 * the worker's inner loops; not thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MiniBatch {
  private final Numbering numbering;
  private int size;
  private int entries;
  private int distinct;
  private boolean numbered;

  /** Row {@code e} has the entries {@code row[e]} (inclusive) to {@code row[e + 1]} (exclusive). */
  public int[] row;

  /** Each entry's coordinate; once they are numbered, which of the distinct ones it is. */
  public int[] position;

  /** The value of each entry. */
  public float[] value;

  /**
   * The distinct coordinates by number, ascending; {@link #distinct} of them. Unused when the whole
   * model is pulled.
   */
  public int[] coordinate;

  /** The label of each example. */
  public float[] label;

  /** The importance of each example. */
  public float[] weight;

  /** The event time of each example, in milliseconds since the epoch. */
  public long[] eventTime;

  /** The caller's key of each example. */
  public String[] key;

  /** Where each example came from. */
  public Origin[] origin;

  /**
   * An empty batch with room for {@code examples}; it grows when more come.
   *
   * @param numbering shared with the other batches of a worker
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
    coordinate = new int[0];
  }

  /** Number of examples. */
  public int size() {
    return size;
  }

  /** Number of entries of all examples together. */
  public int entries() {
    return entries;
  }

  /**
   * Number of distinct coordinates, 0 when the whole model is pulled.
   *
   * @throws IllegalStateException before {@link #number}
   */
  public int distinct() {
    if (!numbered) {
      throw new IllegalStateException("batch must be numbered: numbered=false");
    }
    return distinct;
  }

  /** Adds one entry to the example that the next {@link #endExample} closes. */
  public void entry(int coordinate, float value) {
    room(1);
    position[entries] = coordinate;
    this.value[entries] = value;
    entries++;
  }

  /** Adds {@code n} entries to the example that the next {@link #endExample} closes. */
  public void entries(int[] coordinates, float[] values, int n) {
    room(n);
    int[] position = this.position;
    float[] value = this.value;
    int at = entries;
    for (int k = 0; k < n; k++) {
      position[at + k] = coordinates[k];
      value[at + k] = values[k];
    }
    entries = at + n;
  }

  /**
   * Adds an entry for each of {@code values}, whose coordinates are 0, 1, 2, ..., to the example
   * that the next {@link #endExample} closes.
   */
  public void dense(float[] values) {
    int n = values.length;
    room(n);
    for (int k = 0; k < n; k++) {
      position[entries + k] = k;
    }
    System.arraycopy(values, 0, value, entries, n);
    entries += n;
  }

  private void room(int n) {
    if (entries + n > position.length) {
      int length = Math.max(entries + n, position.length * 2);
      position = Arrays.copyOf(position, length);
      value = Arrays.copyOf(value, length);
    }
  }

  /**
   * Turns coordinates into positions, unless that is done already; nothing may be added afterwards.
   */
  public void number() {
    if (!numbered) {
      if (coordinate.length < entries) {
        coordinate = new int[Math.max(entries, position.length)];
      }
      distinct = numbering.number(position, entries, coordinate);
      numbered = true;
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

  /** The coordinate of an entry, also when entries are numbered. */
  public int coordinateOf(int entry) {
    return numbered && distinct > 0 ? coordinate[position[entry]] : position[entry];
  }

  /**
   * Takes {@code examples} out; the others move up. Coordinates and their numbers stay as they are.
   */
  public void remove(BitSet examples) {
    int kept = 0;
    int end = 0;
    for (int e = 0; e < size; e++) {
      int from = row[e];
      int count = row[e + 1] - from;
      if (!examples.get(e)) {
        System.arraycopy(position, from, position, end, count);
        System.arraycopy(value, from, value, end, count);
        label[kept] = label[e];
        weight[kept] = weight[e];
        eventTime[kept] = eventTime[e];
        key[kept] = key[e];
        origin[kept] = origin[e];
        end += count;
        row[++kept] = end;
      }
    }
    Arrays.fill(key, kept, size, null);
    Arrays.fill(origin, kept, size, null);
    size = kept;
    entries = end;
  }

  /** A numbered batch with the same examples that shares no array with this one. */
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
    copy.numbered = numbered;
    copy.number();
    return copy;
  }

  /**
   * A numbered batch of columns that were read from state.
   *
   * @param coordinate the distinct coordinates, in any order; empty if positions are coordinates
   * @param position each entry's place in {@code coordinate}; the batch keeps and changes it
   * @param value of each entry; the batch keeps it
   * @param row as {@link #row}; its length is one more than the number of examples
   */
  public static MiniBatch of(int[] coordinate, int[] position, float[] value, int[] row) {
    boolean whole = coordinate.length == 0;
    int dimension = 1 + Arrays.stream(coordinate).max().orElse(0);
    Numbering numbering = whole ? Numbering.identity() : Numbering.of(dimension);
    MiniBatch batch = new MiniBatch(row.length - 1, numbering);
    batch.position = position;
    batch.value = value;
    batch.row = row;
    batch.size = row.length - 1;
    batch.entries = position.length;
    for (int k = 0; k < position.length && !whole; k++) {
      position[k] = coordinate[position[k]];
    }
    batch.number();
    return batch;
  }

  /** Empties the batch and keeps its arrays. */
  public void clear() {
    Arrays.fill(key, 0, size, null);
    Arrays.fill(origin, 0, size, null);
    size = 0;
    entries = 0;
    distinct = 0;
    numbered = false;
  }
}
