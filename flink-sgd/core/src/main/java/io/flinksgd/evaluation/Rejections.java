// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.evaluation;

import io.flinksgd.example.Rejected;
import io.flinksgd.example.Rejected.Reason;
import io.flinksgd.wire.PrimitiveArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * How many examples were rejected, by reason, and what was said of the first of them. Counts add up
 * over operators, time and restarts. Not thread-safe.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Rejections {
  /** Of how many rejected examples the words are kept. */
  public static final int KEPT = 3;

  /** Longest text kept of one, in characters. */
  private static final int LONGEST = 300;

  /** Numbers of reasons that bytes may have: newer bytes may know more reasons. */
  private static final int NUMBERS = 256;

  private long[] counts = new long[Reason.values().length + 1];
  private final List<String> first = new ArrayList<>();

  /** Counts one example. */
  public void add(Rejected rejected) {
    count(rejected.reason().number(), 1);
    if (first.size() < KEPT) {
      first.add(words(rejected));
    }
  }

  /** On one line, whatever the record held. */
  private static String words(Rejected rejected) {
    String all = rejected.reason() + " at " + rejected.origin() + ": " + rejected.detail();
    String line = all.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  private void count(int number, long more) {
    if (number >= counts.length) {
      counts = Arrays.copyOf(counts, number + 1);
    }
    counts[number] += more;
  }

  /** Adds other rejections, which came later. */
  public void merge(Rejections other) {
    for (int number = 0; number < other.counts.length; number++) {
      count(number, other.counts[number]);
    }
    for (String each : other.first) {
      if (first.size() < KEPT) {
        first.add(each);
      }
    }
  }

  /** The same counts, independent of these. */
  public Rejections copy() {
    Rejections copy = new Rejections();
    copy.merge(this);
    return copy;
  }

  /** All of them. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /** How many for each reason, also where there are none. */
  public Map<Reason, Long> byReason() {
    Map<Reason, Long> all = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      all.put(reason, reason.number() < counts.length ? counts[reason.number()] : 0L);
    }
    return all;
  }

  /** Reason, place and detail of the first few. */
  public List<String> first() {
    return Collections.unmodifiableList(first);
  }

  /** For example {@code UNPARSABLE 3, MISSING_LABEL 1}. */
  @Override
  public String toString() {
    StringBuilder words = new StringBuilder();
    byReason()
        .forEach(
            (reason, count) -> {
              if (count > 0) {
                words.append(words.isEmpty() ? "" : ", ").append(reason).append(' ').append(count);
              }
            });
    return words.toString();
  }

  /** Writes the counts by the reasons' numbers. */
  public void write(DataOutput out) throws IOException {
    out.writeShort((int) Arrays.stream(counts).filter(count -> count != 0).count());
    for (int number = 0; number < counts.length; number++) {
      if (counts[number] != 0) {
        out.writeShort(number);
        out.writeLong(counts[number]);
      }
    }
    out.writeByte(first.size());
    for (String each : first) {
      PrimitiveArrays.write(each, out);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws InvalidObjectException if a reason or the number of texts is out of range
   */
  public static Rejections read(DataInput in) throws IOException {
    Rejections read = new Rejections();
    int reasons = below(NUMBERS, in.readUnsignedShort());
    for (int i = 0; i < reasons; i++) {
      int number = below(NUMBERS, in.readUnsignedShort());
      read.count(number, in.readLong());
    }
    int kept = below(KEPT + 1, in.readUnsignedByte());
    for (int i = 0; i < kept; i++) {
      read.first.add(PrimitiveArrays.readText(in));
    }
    return read;
  }

  private static int below(int end, int number) throws IOException {
    if (number >= end) {
      throw new InvalidObjectException("reason must be in [0, " + end + "): reason=" + number);
    }
    return number;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Rejections that
        && first.equals(that.first)
        && Arrays.equals(Arrays.copyOf(counts, NUMBERS), Arrays.copyOf(that.counts, NUMBERS));
  }

  @Override
  public int hashCode() {
    return Long.hashCode(total());
  }
}
