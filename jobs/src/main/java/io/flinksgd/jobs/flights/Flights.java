// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.flights;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Flights in time order, from CSV to the JSON of the examples topic. The features of a flight are
 * known before it departs; the label is whether it arrives more than {@link #LATE} minutes late.
 */
public final class Flights implements AutoCloseable {
  /** Minutes of delay that still count as on time. */
  public static final int LATE = 15;

  /** How the fields become features. */
  public static final String FEATURES =
      "hash:bits=18,categorical=distance,ignore=date|hour,crosses="
          + "origin*hour|destination*hour|origin*destination|origin*date|destination*date";

  /** Distances are rounded down to multiples of this, in miles. */
  private static final int DISTANCE_STEP = 250;

  private static final String SAMPLE = "flights-2001.csv.gz";
  private static final String HEADER = "departure,delay,distance,origin,destination";

  private final BufferedReader rows;

  private Flights(BufferedReader rows) {
    this.rows = rows;
  }

  /** The flights in {@code file}, plain or gzipped CSV; the sample if it is null. */
  public static Flights open(Path file) throws IOException {
    if (file != null && !Files.isReadable(file)) {
      throw new IllegalArgumentException("data must be a file that can be read: data=" + file);
    }
    InputStream in =
        file == null ? Flights.class.getResourceAsStream(SAMPLE) : Files.newInputStream(file);
    BufferedReader rows =
        new BufferedReader(
            new InputStreamReader(plain(new PushbackInputStream(in, 2)), StandardCharsets.UTF_8));
    String header = rows.readLine();
    if (!HEADER.equals(header)) {
      rows.close();
      throw new IllegalArgumentException(
          "data must begin with the line %s: data=%s begins with %s"
              .formatted(HEADER, name(file), header));
    }
    return new Flights(rows);
  }

  /** Number of flights in {@code file}, at most {@code limit}. */
  public static long count(Path file, long limit) throws IOException {
    try (Flights flights = open(file)) {
      long count = 0;
      while (count < limit && flights.rows.readLine() != null) {
        count++;
      }
      return count;
    }
  }

  /** What to call {@code file}. */
  public static String name(Path file) {
    return file == null ? SAMPLE : file.toString();
  }

  /**
   * The next flight as JSON, or null after the last. A row that cannot be read is returned as it
   * is.
   */
  public byte[] next() throws IOException {
    String row = rows.readLine();
    return row == null ? null : json(row).getBytes(StandardCharsets.UTF_8);
  }

  /** A row without five columns, a time and numbers is returned as it is, to be rejected later. */
  String json(String row) {
    String[] column = row.split(",", -1);
    if (column.length != 5 || column[0].length() < 16) {
      return row;
    }
    try {
      int delay = Integer.parseInt(column[1]);
      int distance = Integer.parseInt(column[2]);
      return fields(column[0], delay > LATE, distance, column[3], column[4]);
    } catch (NumberFormatException e) {
      return row;
    }
  }

  private static String fields(String departure, boolean late, int miles, String from, String to) {
    return "{\"label\":"
        + (late ? 1 : 0)
        + ",\"origin\":\""
        + from
        + "\",\"destination\":\""
        + to
        + "\",\"hour\":\""
        + departure.substring(11, 13)
        + "\",\"date\":\""
        + departure.substring(0, 10)
        + "\",\"distance\":"
        + miles / DISTANCE_STEP * DISTANCE_STEP
        + "}";
  }

  private static InputStream plain(PushbackInputStream in) throws IOException {
    int first = in.read();
    int second = in.read();
    if (second >= 0) {
      in.unread(second);
    }
    if (first >= 0) {
      in.unread(first);
    }
    boolean zipped = first == 0x1f && second == 0x8b;
    return zipped ? new GZIPInputStream(in, 1 << 16) : in;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
