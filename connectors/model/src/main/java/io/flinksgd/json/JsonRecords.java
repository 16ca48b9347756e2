// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Reads one record after the other, in UTF-8, with one Jackson parser: making a parser costs as
 * much as parsing a small record. A parser caches field names, which senders choose; so after each
 * megabyte a new one, with an empty cache, takes its place. For one thread.
 */
final class JsonRecords {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();

  private static final OutputStream NOWHERE = OutputStream.nullOutputStream();

  /** Bytes after which a parser is replaced, and its cache of names with it. */
  private static final int MOST_READ = 1 << 20;

  private final Bytes bytes = new Bytes();
  private JsonParser parser;
  private long read;

  /** A parser in front of the first token of {@code record}, which begins at {@code from}. */
  JsonParser begin(byte[] record, int from) throws IOException {
    bytes.record = record;
    bytes.next = from;
    if (read > MOST_READ) {
      abandon();
    }
    if (parser == null) {
      parser = JSON.copy().createParser(bytes); // a factory keeps the names of parsers, too
      read = 0;
    }
    read += record.length;
    return parser;
  }

  /**
   * Whether the record has ended; ask after the end of its object. Only then can the parser read
   * another record.
   */
  boolean ended() throws IOException {
    int from = bytes.next - parser.releaseBuffered(NOWHERE);
    for (int i = from; i < bytes.record.length; i++) {
      byte b = bytes.record[i];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  /** Gives up a record that could not be read; the next one gets a new parser. */
  void abandon() {
    try {
      if (parser != null) {
        parser.close();
      }
    } catch (IOException e) {
      throw new AssertionError("a parser of bytes in memory must close", e);
    }
    parser = null;
  }

  /** What is left of a record. */
  private static final class Bytes extends InputStream {
    byte[] record = {};
    int next;

    @Override
    public int read() {
      return next < record.length ? record[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int at, int length) {
      int n = Math.min(length, record.length - next);
      if (n == 0) {
        return -1;
      }
      System.arraycopy(record, next, to, at, n);
      next += n;
      return n;
    }
  }
}
