// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.json;

import io.flinksgd.example.Refusal;
import io.flinksgd.example.Rejected.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Checks the encoding of records that must be text in UTF-8. */
final class Encoding {
  private static final int FRAME = 5;

  /** Schema ids below this are believed: registries count them from 1. */
  private static final int MOST_SCHEMAS = 1 << 24;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long SIGNS = 0x8080808080808080L;
  private static final long BACKSLASHES = ONES * '\\';

  private Encoding() {}

  /**
   * Refuses what is plainly of another encoding, all zeros, or of a schema registry's serializer,
   * which puts a zero byte and the number of a schema, four bytes, in front.
   *
   * @param format what the record must be
   */
  static void refuseOthers(byte[] record, String format) throws Refusal {
    String other = other(record);
    if (!other.isEmpty()) {
      throw refusal(format + " in UTF-8: it looks like " + other);
    }
    if (record.length == 0 || record[0] != 0) {
      return;
    }
    if (Arrays.equals(record, new byte[record.length])) {
      throw refusal("%s: each of its %d bytes is 0".formatted(format, record.length));
    }
    int id = record.length > FRAME ? ByteBuffer.wrap(record).getInt(1) : 0;
    if (id > 0 && id < MOST_SCHEMAS) {
      throw refusal(
          ("%s: it begins with the five bytes of a schema registry, magic 0 and schema id %d;"
                  + " write it by a serializer without a registry")
              .formatted(format, id));
    }
  }

  /** By its mark, or by where the zeros of its first two characters are. */
  private static String other(byte[] record) {
    if (startsWith(record, 0, 0, 0xFE, 0xFF)) {
      return "UTF-32BE";
    }
    if (startsWith(record, 0xFF, 0xFE, 0, 0)) {
      return "UTF-32LE";
    }
    if (startsWith(record, 0xFE, 0xFF)) {
      return "UTF-16BE";
    }
    if (startsWith(record, 0xFF, 0xFE)) {
      return "UTF-16LE";
    }
    int zeros = 0;
    for (int i = 0; i < Math.min(8, record.length); i++) {
      zeros |= record[i] == 0 ? 1 << i : 0;
    }
    if (record.length >= 8 && record.length % 4 == 0 && zeros == 0b0111_0111) {
      return "UTF-32BE";
    }
    if (record.length >= 8 && record.length % 4 == 0 && zeros == 0b1110_1110) {
      return "UTF-32LE";
    }
    if (record.length >= 4 && record.length % 2 == 0) {
      if ((zeros & 0b1111) == 0b0101) {
        return "UTF-16BE";
      }
      if ((zeros & 0b1111) == 0b1010) {
        return "UTF-16LE";
      }
    }
    return "";
  }

  private static boolean startsWith(byte[] record, int... bytes) {
    if (record.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((record[i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Refuses JSON that is not UTF-8, or that has half of a surrogate pair in escapes: such a text
   * has no defined content. Most bytes are checked eight at a time.
   */
  static void refuseMalformedJson(byte[] record, int from) throws Refusal {
    int i = from;
    while (i < record.length) {
      if (i + Long.BYTES <= record.length && isPlain((long) LONGS.get(record, i))) {
        i += Long.BYTES;
      } else if (record[i] < 0) {
        i += character(record, i);
      } else if (record[i] == '\\') {
        i += escape(record, i);
      } else {
        i++;
      }
    }
  }

  /**
   * Whether these are eight bytes of ASCII without a backslash; in a few cases false although they
   * are.
   */
  private static boolean isPlain(long bytes) {
    long backslash = bytes ^ BACKSLASHES;
    return ((bytes | ((backslash - ONES) & ~backslash)) & SIGNS) == 0;
  }

  /** The length of the character of several bytes at {@code i}. */
  private static int character(byte[] record, int i) throws Refusal {
    int first = record[i] & 0xFF;
    int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0 || i + length > record.length) {
      throw malformed(record, i);
    }
    int second = record[i + 1] & 0xFF;
    int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      throw malformed(record, i);
    }
    for (int k = 2; k < length; k++) {
      if ((record[i + k] & 0xC0) != 0x80) {
        throw malformed(record, i);
      }
    }
    return length;
  }

  private static Refusal malformed(byte[] record, int i) {
    return refusal("JSON in UTF-8: byte %d is 0x%02X".formatted(i + 1, record[i]));
  }

  /**
   * The length of the escape at {@code i}. Only halves of surrogate pairs are refused here; the
   * parser refuses other wrong escapes.
   */
  private static int escape(byte[] record, int i) throws Refusal {
    int unit = unit(record, i);
    if (unit < 0 || !Character.isSurrogate((char) unit)) {
      return 2;
    }
    int next = unit(record, i + 6);
    if (Character.isHighSurrogate((char) unit)
        && next >= 0
        && Character.isLowSurrogate((char) next)) {
      return 12;
    }
    throw refusal(
        "JSON in Unicode: \\u%04x at byte %d is half of a surrogate pair".formatted(unit, i + 1));
  }

  /** The code of an escape of four digits at {@code i}; negative if there is none. */
  private static int unit(byte[] record, int i) {
    if (i + 6 > record.length || record[i] != '\\' || record[i + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int k = i + 2; k < i + 6; k++) {
      int digit = Character.digit(record[k], 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private static Refusal refusal(String rule) {
    return new Refusal(Reason.UNPARSABLE, "record must be " + rule);
  }
}
