// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.json;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Records that are text, as the formats of files have it: UTF-8, without control characters. */
public final class Lines {
  /** Bytes of a byte-order mark. */
  static final int MARK = 3;

  private static final char REPLACEMENT = '\uFFFD';

  private Lines() {}

  /**
   * The text of a record that is one line, without a byte-order mark before it and a line end after
   * it.
   *
   * @param format what the record must be, for the refusal
   * @throws Refusal if it is none
   */
  public static String line(byte[] record, String format) throws Refusal {
    String text = text(record, format);
    int end = text.length();
    if (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    if (end > 0 && text.charAt(end - 1) == '\r') {
      end--;
    }
    String line = text.substring(0, end);
    int more = Math.max(line.indexOf('\n'), line.indexOf('\r'));
    if (more >= 0) {
      throw new Refusal(
          Reason.UNPARSABLE,
          "record must be %s: character %d ends a line".formatted(format, more + 1));
    }
    return line;
  }

  /**
   * The text of a record, without a byte-order mark before it.
   *
   * @param format what the record must be, for the refusal
   * @throws Refusal if it is not UTF-8, is blank or has control characters
   */
  public static String text(byte[] record, String format) throws Refusal {
    Encoding.refuseOthers(record, format);
    int from = startsWithMark(record) ? MARK : 0;
    String text = new String(record, from, record.length - from, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      refuseMalformed(record, from, format);
    }
    if (text.isBlank()) {
      throw new Refusal(Reason.UNPARSABLE, "record must be " + format + ": it is empty");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
        throw new Refusal(
            Reason.UNPARSABLE,
            "record must be %s: character %d is 0x%02X".formatted(format, i + 1, (int) c));
      }
    }
    return text;
  }

  /** Whether a record begins with the byte-order mark of UTF-8. */
  static boolean startsWithMark(byte[] record) {
    return record.length >= MARK
        && record[0] == (byte) 0xEF
        && record[1] == (byte) 0xBB
        && record[2] == (byte) 0xBF;
  }

  private static void refuseMalformed(byte[] record, int from, String format) throws Refusal {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(record, from, record.length - from);
    CoderResult result = decoder.decode(bytes, CharBuffer.allocate(bytes.remaining()), true);
    if (result.isError()) {
      throw new Refusal(
          Reason.UNPARSABLE,
          "record must be %s in UTF-8: byte %d is 0x%02X"
              .formatted(format, bytes.position() + 1, record[bytes.position()]));
    }
  }
}
